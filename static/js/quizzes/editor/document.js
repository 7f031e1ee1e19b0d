/* The quiz as it stands in the editor: plain values, changed by pure functions, with undo and redo over all of it.
   Nothing here knows the page, the network or the clock. Questions and options are told apart by `key`, which never
   changes; the server's ids are kept beside it (wire.js). */

let made = 0;
/** A name for a new part. Not crypto.randomUUID: a school's server is often reached by plain http. */
export function newKey() {
  const random = crypto.getRandomValues(new Uint32Array(2));
  made += 1;
  return `n${made}-${random[0].toString(36)}${random[1].toString(36)}`;
}

export const LEAST_OPTIONS = 2;
export const MOST_OPTIONS = 6;

export const option = (text = "", correct = false) => ({ key: newKey(), text, correct });

/** The question with this key, or undefined. */
export const questionOf = (quiz, key) => quiz.questions.find((question) => question.key === key);
export const placeOf = (quiz, key) => quiz.questions.findIndex((question) => question.key === key);

export const withQuiz = (quiz, changes) => ({ ...quiz, ...changes });

export function withQuestion(quiz, key, changes) {
  return withQuiz(quiz, { questions: quiz.questions.map((one) => (one.key === key ? { ...one, ...changes } : one)) });
}

export function withSettings(quiz, key, changes) {
  const settings = { ...questionOf(quiz, key).settings, ...changes };
  for (const name of Object.keys(settings)) if (settings[name] === undefined) delete settings[name];
  return withQuestion(quiz, key, { settings });
}

export function withOption(quiz, key, optionKey, changes) {
  const { options } = questionOf(quiz, key);
  return withQuestion(quiz, key, { options: options.map((one) => (one.key === optionKey ? { ...one, ...changes } : one)) });
}

/** Marks an option as right; where only one can be, the others stop being it. */
export function withRight(quiz, key, optionKey, right, { alone }) {
  const { options } = questionOf(quiz, key);
  return withQuestion(quiz, key, {
    options: options.map((one) => {
      if (one.key === optionKey) return { ...one, correct: right };
      return alone && right ? { ...one, correct: false } : one;
    }),
  });
}

export function addQuestion(quiz, question, place = quiz.questions.length) {
  return withQuiz(quiz, { questions: quiz.questions.toSpliced(place, 0, question) });
}

export function removeQuestion(quiz, key) {
  return withQuiz(quiz, { questions: quiz.questions.filter((one) => one.key !== key) });
}

export function moveQuestion(quiz, key, place) {
  const rest = quiz.questions.filter((one) => one.key !== key);
  return withQuiz(quiz, { questions: rest.toSpliced(place, 0, questionOf(quiz, key)) });
}

export function copyOf(question) {
  return {
    ...structuredClone(question),
    key: newKey(),
    options: question.options.map((one) => ({ ...one, key: newKey() })),
  };
}

/* A pause this long ends a step: what was typed before it and after it are undone apart. */
const PAUSE = 1200;
const MOST_STEPS = 200;

/** The present quiz and the way back. `listener(quiz, step)` hears of every change. */
export class History {
  #past = [];
  #future = [];
  #last = null;
  #listeners = [];

  constructor(quiz) { this.quiz = quiz; }

  onChange(listener) { this.#listeners.push(listener); }

  get undoable() { return this.#past.at(-1)?.label || ""; }
  get redoable() { return this.#future.at(-1)?.label || ""; }

  /** Steps of the same `merge` without a pause are one. `at` is now, in milliseconds; `place` is the question it is about. */
  change(label, quiz, { merge = "", at = 0, place = null } = {}) {
    if (quiz === this.quiz) return;
    const goesOn = merge && this.#last?.merge === merge && at - this.#last.at < PAUSE;
    if (!goesOn) this.#past.push({ label, quiz: this.quiz, place });
    if (this.#past.length > MOST_STEPS) this.#past.shift();
    this.#future = [];
    this.#last = { merge, at };
    this.#become(quiz, { label, place, kind: "change" });
  }

  undo() { return this.#travel(this.#past, this.#future, "undo"); }
  redo() { return this.#travel(this.#future, this.#past, "redo"); }

  #travel(from, to, kind) {
    const step = from.pop();
    if (!step) return null;
    to.push({ ...step, quiz: this.quiz });
    this.#last = null;
    this.#become(step.quiz, { ...step, kind });
    return step;
  }

  #become(quiz, step) {
    this.quiz = quiz;
    for (const listener of this.#listeners) listener(quiz, step);
  }
}
