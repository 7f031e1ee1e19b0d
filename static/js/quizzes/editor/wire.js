/* Between the editor's document and the JSON of the REST API. Keys of the page become ids of the server and back. */

import { newKey } from "./document.js";

/** Which id the server gave to what has this key. Only ids of the last answer are ever sent. */
export class Ids {
  #ids = new Map();

  constructor(entries = []) { this.#ids = new Map(entries); }

  of(key) { return this.#ids.get(key); }
  entries() { return [...this.#ids]; }
  keyOf(id) { return this.entries().find(([, one]) => one === id)?.[0]; }

  /** Learns the ids from the answer to a save of `quiz`: questions and options come back in the order they were sent. */
  learn(quiz, answer) {
    this.#ids = new Map();
    quiz.questions.forEach((question, place) => {
      const told = answer.questions[place];
      if (!told) return;
      this.#ids.set(question.key, String(told.id));
      question.options.forEach((one, index) => {
        if (told.options[index]?.id !== undefined) this.#ids.set(one.key, String(told.options[index].id));
      });
    });
  }
}

/** The document of an answer. Questions the editor knows keep their keys. */
export function fromWire(answer, ids = new Ids()) {
  return {
    title: answer.title,
    description: answer.description,
    visibility: answer.visibility,
    language: answer.language,
    tags: [...answer.tags],
    cover: answer.cover,
    questions: answer.questions.map((one) => ({
      key: ids.keyOf(String(one.id)) || newKey(),
      kind: one.kind,
      prompt: one.prompt,
      media: one.media,
      seconds: one.seconds,
      points: one.points,
      explanation: one.explanation,
      options: (one.options || []).map((each) => ({ correct: false, ...each, key: newKey(), id: undefined })),
      settings: { ...one.settings },
    })),
  };
}

const fileOf = (file) => (file ? { id: file.id, alt: file.alt || "" } : null);

function questionToWire(question, ids) {
  const id = ids.of(question.key);
  return {
    ...(id ? { id } : {}),
    kind: question.kind,
    prompt: question.prompt,
    media: fileOf(question.media),
    seconds: question.seconds,
    points: question.points,
    explanation: question.explanation,
    options: question.options.map((one) => optionToWire(one, ids, question.kind !== "poll")),
    settings: question.settings,
  };
}

function optionToWire(one, ids, marked) {
  const id = ids.of(one.key);
  return { ...(id ? { id } : {}), text: one.text, ...(marked ? { correct: one.correct } : {}), ...(one.media ? { media: fileOf(one.media) } : {}) };
}

export function toWire(quiz, ids, revision) {
  return {
    draft: true,
    revision,
    title: quiz.title,
    description: quiz.description,
    visibility: quiz.visibility,
    language: quiz.language,
    tags: quiz.tags,
    cover: fileOf(quiz.cover),
    questions: quiz.questions.map((question) => questionToWire(question, ids)),
  };
}

/* As the server keeps it: spaces around texts fall away, and the order of settings means nothing. */
function plain(value) {
  if (typeof value === "string") return value.trim();
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, plain(value[name])]));
}
const text = (value) => JSON.stringify(plain(value));

/** Two documents say the same, whatever their keys. */
export const same = (one, other) => text(toWire(one, new Ids(), 0)) === text(toWire(other, new Ids(), 0));

export const sameQuestion = (one, other) => text(questionToWire(one, new Ids())) === text(questionToWire(other, new Ids()));
