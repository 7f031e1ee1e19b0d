/* The quiz editor's page: brings document, saving, outline and sheet together. */

import { addQuestion, copyOf, History, newKey, placeOf, questionOf, removeQuestion, withQuestion, withQuiz } from "./editor/document.js";
import { DetailsPane } from "./editor/details.js";
import { find, findAll, setText, setValue, word } from "./editor/dom.js";
import { forget, forgetAll, kept } from "./editor/keep.js";
import { converted, KINDS, newQuestion } from "./editor/kinds/index.js";
import { clock, Conflict, SaveLine, Toast } from "./editor/notices.js";
import { Outline } from "./editor/outline.js";
import { drawPhone } from "./editor/preview.js";
import { QuestionPane } from "./editor/question.js";
import { Saver } from "./editor/save.js";
import { fromWire, Ids, same } from "./editor/wire.js";

class Editor {
  selected = null;
  #pane = null;
  #problems = [];
  #choosing = null;

  constructor(root, answer) {
    this.root = root;
    this.urls = root.dataset;
    this.answer = answer;
    this.ids = new Ids();
    this.#open();
    this.saved = new SaveLine(find("#saved"), find("#saved-said"));
    this.toaster = new Toast(find("#toast"), () => this.undo());
    this.saver = new Saver({
      url: root.dataset.quiz, quizId: answer.id, history: this.history, ids: this.ids, revision: answer.revision,
      on: {
        state: (state, detail) => this.saved.show(state, detail, clock()),
        problems: (problems, quiz) => this.#took(problems, quiz),
        stale: (theirs) => this.conflict.show(this.history.quiz, theirs),
      },
    });
    this.conflict = new Conflict(find("#conflict"), this.saver);
    this.outline = new Outline(find("#outline"), this);
    this.history.onChange((quiz, step) => this.#changed(quiz, step));
    this.#wire();
    this.#took(answer.problems, this.history.quiz);
    this.select(this.#first());
    this.saved.show("saved", "", clock(new Date(answer.updated_at)));
    this.#restore();
    root.hidden = false;
    this.outline.show(this.selected);
  }

  /* ---- opening: the server's quiz, and what this browser still keeps of it ---- */
  #open() {
    this.keptHere = kept(this.answer.id).find((copy) => Array.isArray(copy.quiz?.questions));
    // The copy's own keys, so that what was typed before the reload is the same question after it.
    if (this.keptHere?.revision === this.answer.revision) this.ids = new Ids(this.keptHere.ids);
    const quiz = fromWire(this.answer, this.ids);
    this.ids.learn(quiz, this.answer);
    this.history = new History(quiz);
  }

  #restore() {
    const copy = this.keptHere;
    if (!copy) return;
    if (same(copy.quiz, this.history.quiz)) { forgetAll(this.answer.id); return; }
    forget(this.answer.id, copy.revision);
    this.saver.remember(copy.quiz);
    this.change(word("did-restore"), copy.quiz);
    if (copy.revision === this.answer.revision) this.toast(word("restored"));
    else this.saver.conflict(this.answer);
  }

  #first() {
    const { questions } = this.history.quiz;
    const place = Number(/^#question-(\d+)$/.exec(location.hash)?.[1]) - 1;
    return (questions[place] || questions[0])?.key || "details";
  }

  /* ---- what the parts call ---- */
  change(label, quiz, { place = this.selected, merge = "" } = {}) {
    this.history.change(label, quiz, { place, merge, at: performance.now() });
  }

  say(text) { setText(find("#said"), text); }
  toast(text) { this.toaster.show(text); }

  problemsOf(key) { return this.#problems.filter((one) => one.key === key); }

  select(key, { focus = false } = {}) {
    this.selected = key;
    const place = placeOf(this.history.quiz, key);
    history.replaceState(null, "", place < 0 ? location.pathname : `#question-${place + 1}`);
    this.#render();
    find("#sheet").scrollTop = 0;
    this.outline.show(key);
    if (focus) this.#pane?.focus();
  }

  add(kind) {
    const question = newQuestion(kind, newKey());
    const after = placeOf(this.history.quiz, this.selected);
    const place = after < 0 ? this.history.quiz.questions.length : after + 1;
    this.change(word("did-add"), addQuestion(this.history.quiz, question, place), { place: question.key });
    this.select(question.key, { focus: true });
  }

  duplicate(key) {
    const copy = copyOf(questionOf(this.history.quiz, key));
    this.change(word("did-duplicate"), addQuestion(this.history.quiz, copy, placeOf(this.history.quiz, key) + 1), { place: copy.key });
    this.select(copy.key, { focus: true });
  }

  remove(key) {
    const place = placeOf(this.history.quiz, key);
    const left = removeQuestion(this.history.quiz, key);
    const next = (left.questions[place] || left.questions[place - 1])?.key || "details";
    this.change(word("did-delete", { n: place + 1 }), left, { place: key });
    this.select(next);
    this.outline.show(next, { focus: true });
    this.toast(word("did-delete", { n: place + 1 }));
  }

  /** Opens the pictures of the kinds: for a new question, or to change the kind of the one with this key. */
  choose(button, key = null) {
    this.#choosing = key;
    const current = key && questionOf(this.history.quiz, key).kind;
    for (const choice of findAll("#kinds [data-kind]")) choice.setAttribute("aria-current", String(choice.dataset.kind === current));
    find("#kinds").showPopover({ source: button });
    find(`#kinds [data-kind="${current || "single"}"]`).focus();
  }

  undo() { this.#travelled(this.history.undo()); }
  redo() { this.#travelled(this.history.redo()); }

  #travelled(step) {
    if (!step) return;
    this.toaster.hide();
    const { quiz } = this.history;
    if (questionOf(quiz, step.place) || step.place === "details") this.select(step.place);
    this.say(step.label);
  }

  /* ---- following the document ---- */
  #changed(quiz, step) {
    if (step.kind === "change") this.toaster.hide();
    if (this.selected !== "details" && !questionOf(quiz, this.selected)) this.selected = quiz.questions[0]?.key || "details";
    this.#render();
  }

  /* The server names a question by its place in what it was sent; by now it may stand elsewhere. */
  #took(problems, quiz) {
    this.#problems = problems.map((one) => ({ ...one, key: quiz.questions[one.question]?.key }));
    this.outline.render();
    this.#pane?.showProblems();
    this.#count();
  }

  #render() {
    const { quiz } = this.history;
    setValue(find("#title"), quiz.title);
    this.outline.render();
    for (const button of findAll("[data-select=details]")) {
      if (this.selected === "details") button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
    }
    if (!this.#pane?.fits(this.selected)) this.#show(this.selected === "details" ? new DetailsPane(this) : new QuestionPane(this, this.selected));
    this.#pane.sync();
    this.#tell("#undo-button", "undo", this.history.undoable);
    this.#tell("#redo-button", "redo", this.history.redoable);
    find("#first").hidden = quiz.questions.length > 0;
    this.#count();
  }

  #show(pane) {
    this.#pane = pane;
    find("#sheet").replaceChildren(pane.element);
    find("#inspector").replaceChildren(...(pane.inspector ? [pane.inspector.element] : []));
    find("#inspector").hidden = !pane.inspector;
  }

  #tell(selector, name, label) {
    const button = find(selector);
    // Not `disabled`: the last undo must not throw the focus away.
    button.setAttribute("aria-disabled", String(!label));
    setText(find(".sr-only", button), label ? word(`${name}-what`, { what: label }) : word(name));
    button.title = find(".sr-only", button).textContent;
  }

  #count() {
    const { questions } = this.history.quiz;
    const minutes = Math.max(1, Math.round(questions.reduce((sum, one) => sum + (KINDS[one.kind].answered ? one.seconds : 10) + 8, 0) / 60));
    setText(find("#count"), questions.length ? word("count", { n: questions.length, minutes }) : "");
    const unfinished = questions.filter((one) => this.problemsOf(one.key).length);
    const button = find("#unfinished");
    button.hidden = !unfinished.length;
    setText(find("span", button), word("unfinished", { n: unfinished.length }));
    setText(find("b", button), String(unfinished.length));
    button.dataset.first = unfinished[0]?.key || "";
  }

  /* ---- the page's own buttons and keys ---- */
  #wire() {
    find("#title").addEventListener("input", (event) => {
      this.change(word("did-title"), withQuiz(this.history.quiz, { title: event.target.value }), { merge: "title" });
    });
    for (const button of findAll("[data-add-question]")) button.addEventListener("click", () => this.choose(button));
    for (const button of findAll("[data-select=details]")) button.addEventListener("click", () => this.select("details"));
    for (const choice of findAll("[data-kind]")) choice.addEventListener("click", () => this.#chose(choice.dataset.kind));
    find("#undo-button").addEventListener("click", () => this.undo());
    find("#redo-button").addEventListener("click", () => this.redo());
    find("#unfinished").addEventListener("click", (event) => this.select(event.currentTarget.dataset.first, { focus: true }));
    find("#preview-open").addEventListener("click", () => this.#preview());
    find("#host").addEventListener("click", (event) => this.#host(event));
    document.addEventListener("keydown", (event) => this.#pressed(event));
    // A file let go beside the field must not replace the page.
    for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  }

  #chose(kind) {
    find("#kinds").hidePopover();
    const key = this.#choosing;
    this.#choosing = null;
    if (!key) { this.add(kind); return; }
    const question = questionOf(this.history.quiz, key);
    if (question.kind !== kind) this.change(word("did-kind"), withQuestion(this.history.quiz, key, converted(question, kind)), { place: key });
    find("[data-chooser]", this.#pane.element).focus();
  }

  #pressed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || find("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const does = key === "z" ? (event.shiftKey ? () => this.redo() : () => this.undo())
      : key === "y" ? () => this.redo()
        : key === "s" ? () => this.saver.now() : null;
    if (!does) return;
    event.preventDefault();
    does();
  }

  #preview() {
    const { questions } = this.history.quiz;
    const chosen = questionOf(this.history.quiz, this.selected) || questions[0];
    if (!chosen) return;
    const dialog = find("#preview");
    let place = questions.indexOf(chosen);
    const draw = () => {
      drawPhone(find(".phone", dialog), questions[place], this.history.quiz);
      for (const button of findAll("[data-turn]", dialog)) button.disabled = !questions[place + Number(button.dataset.turn)];
    };
    for (const button of findAll("[data-turn]", dialog)) button.onclick = () => { place += Number(button.dataset.turn); draw(); };
    draw();
    dialog.showModal();
  }

  /* What stands here is what is played: saved first, and left alone when that does not work. */
  async #host(event) {
    if (!this.saver.dirty) return;
    event.preventDefault();
    const { href } = event.currentTarget;
    await this.saver.now();
    if (!this.saver.dirty) location.assign(href);
  }
}

new Editor(find("#editor"), JSON.parse(find("#quiz-data").textContent));
