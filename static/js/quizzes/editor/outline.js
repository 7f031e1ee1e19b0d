/* The list of questions: chooses, and puts them in order by pointer or by keyboard. */

import { moveQuestion, placeOf } from "./document.js";
import { find, findAll, fromTemplate, glide, reconcile, setIcon, setText, word } from "./dom.js";
import { Drag } from "./drag.js";
import { KINDS } from "./kinds/index.js";

export class Outline {
  #lifted = null;                 // {key, from, to, by}

  /** `editor` is the entry module's hub: history, selected, select(key), change(), say(text), problemsOf(key). */
  constructor(list, editor) {
    this.list = list;
    this.editor = editor;
    list.addEventListener("click", (event) => this.#clicked(event));
    list.addEventListener("keydown", (event) => this.#pressed(event));
    list.addEventListener("pointerdown", (event) => this.#grabbed(event));
    list.addEventListener("focusout", (event) => this.#left(event));
  }

  render() {
    const { quiz } = this.editor.history;
    reconcile(this.list, this.#ordered(quiz.questions), () => fromTemplate("t-outline-item"), (row, question, index) => {
      this.#draw(row, question, index);
    });
  }

  /** The questions as they would stand if the lifted one were put down now. */
  #ordered(questions) {
    if (!this.#lifted) return questions;
    const { key, to } = this.#lifted;
    return moveQuestion({ questions }, key, to).questions;
  }

  #draw(row, question, index) {
    const kind = KINDS[question.kind];
    const item = find(".outline-item", row);
    const chosen = question.key === this.editor.selected;
    const lifted = this.#lifted?.key === question.key;
    const problems = this.editor.problemsOf(question.key);
    item.href = `#${question.key}`;
    if (chosen) item.setAttribute("aria-current", "true"); else item.removeAttribute("aria-current");
    if (lifted) row.dataset.lifted = this.#lifted.by; else delete row.dataset.lifted;
    setText(find(".n", row), String(index + 1));
    setIcon(find(".icon", item), kind.icon);
    setText(find(".kind", row), `${kind.name}: `);
    setText(find(".q", row), question.prompt.trim() || word("empty-prompt"));
    find(".q", row).classList.toggle("faint", !question.prompt.trim());
    const note = find("small", row);
    note.classList.toggle("todo", problems.length > 0 && !lifted);
    setText(note, lifted ? word("lifted", { place: index + 1 }) : problems[0]?.detail || kind.note(question));
    const grip = find(".grip", row);
    grip.setAttribute("aria-label", word("move", { n: index + 1, prompt: question.prompt.slice(0, 60) || kind.name }));
    grip.setAttribute("aria-pressed", String(lifted));
    this.#drawThumb(find(".thumb", row), question);
  }

  #drawThumb(picture, question) {
    const url = question.media?.url;
    picture.hidden = !url;
    if (url && picture.getAttribute("src") !== url) picture.src = url;
  }

  rowOf(key) { return findAll("li", this.list).find((row) => row.dataset.key === key); }

  /** Brings the chosen row into sight. */
  show(key, { focus = false } = {}) {
    const row = this.rowOf(key);
    row?.scrollIntoView({ block: "nearest", inline: "center" });
    if (focus) find(".outline-item", row)?.focus({ preventScroll: true });
  }

  #clicked(event) {
    const row = event.target.closest("li");
    if (!row) return;
    event.preventDefault();
    const by = event.target.closest("[data-move]")?.dataset.move;
    if (by && this.#lifted) this.#carry(this.#lifted.to + Number(by));
    else if (event.target.closest(".grip")) this.#toggle(row.dataset.key);
    else this.editor.select(row.dataset.key);
  }

  #shift(key, by) {
    const { quiz } = this.editor.history;
    const to = placeOf(quiz, key) + by;
    if (to < 0 || to >= quiz.questions.length) return;
    this.#put(key, to);
  }

  #put(key, to) {
    const { history } = this.editor;
    glide(this.list, () => this.editor.change(word("did-move"), moveQuestion(history.quiz, key, to), { place: key }));
    this.editor.say(word("moved", { place: to + 1, total: history.quiz.questions.length }));
  }

  /* ---- without dragging: the grip or space picks up, buttons or arrows move, the same puts down, escape cancels ---- */
  #pressed(event) {
    const row = event.target.closest("li");
    if (!row || event.ctrlKey || event.metaKey) return;
    const { key } = row.dataset;
    const by = this.#direction(event.key);
    if (event.key === " ") { event.preventDefault(); this.#toggle(key); }
    else if (this.#lifted && event.key === "Enter") { event.preventDefault(); this.#drop(); }
    else if (this.#lifted && event.key === "Escape") { event.preventDefault(); this.#cancel(); }
    else if (by && event.altKey) { event.preventDefault(); this.#shift(key, by); this.show(key, { focus: true }); }
    else if (by && this.#lifted) { event.preventDefault(); this.#carry(this.#lifted.to + by); }
    else if (by) { event.preventDefault(); this.#step(row, by); }
  }

  #direction(key) {
    const forward = getComputedStyle(this.list).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    return { ArrowDown: 1, ArrowUp: -1, [forward]: 1, [backward]: -1 }[key] || 0;
  }

  #step(row, by) {
    const next = by > 0 ? row.nextElementSibling : row.previousElementSibling;
    if (!next) return;
    this.editor.select(next.dataset.key);
    this.show(next.dataset.key, { focus: true });
  }

  #toggle(key) {
    if (this.#lifted) this.#drop();
    else this.#lift(key, "buttons");
  }

  #lift(key, by) {
    const from = placeOf(this.editor.history.quiz, key);
    this.#lifted = { key, from, to: from, by };
    this.render();
    this.editor.say(word("picked-up", { place: from + 1, total: this.editor.history.quiz.questions.length }));
  }

  #carry(to) {
    const last = this.editor.history.quiz.questions.length - 1;
    const place = Math.max(0, Math.min(last, to));
    if (place === this.#lifted.to) return;
    this.#lifted.to = place;
    const focused = document.activeElement;
    glide(this.list, () => this.render());
    // Moving an element in the page takes the focus from it.
    if (this.list.contains(focused) || focused === document.body) focused.focus?.({ preventScroll: true });
    this.show(this.#lifted.key);
    this.editor.say(word("at-place", { place: place + 1, total: last + 1 }));
  }

  #drop() {
    const { key, from, to } = this.#lifted;
    const focused = document.activeElement;
    this.#lifted = null;
    if (from === to) this.render();
    else this.#put(key, to);
    if (focused?.isConnected) focused.focus({ preventScroll: true });
    if (from === to) this.editor.say(word("put-back", { place: to + 1 }));
  }

  #cancel() {
    const { key, from } = this.#lifted;
    const focused = document.activeElement;
    this.#lifted = null;
    glide(this.list, () => this.render());
    if (focused?.isConnected) focused.focus({ preventScroll: true });
    this.show(key);
    this.editor.say(word("put-back", { place: from + 1 }));
  }

  #left(event) {
    // Walking away with Tab puts nothing down: it would be a move nobody asked for.
    if (this.#lifted?.by === "buttons" && event.relatedTarget && !this.list.contains(event.relatedTarget)) this.#cancel();
  }

  /* ---- pointer: the whole row with a mouse, the grip with a finger (a finger on the row scrolls) ---- */
  #grabbed(event) {
    const row = event.target.closest("li");
    const grip = event.target.closest(".grip");
    if (!row || event.button !== 0 || this.#lifted || event.target.closest("[data-move]")) return;
    if (event.pointerType !== "mouse" && !grip) return;
    new Drag(this.list, row, event, {
      lift: () => this.#lift(row.dataset.key, "pointer"),
      carry: (to) => this.#carry(to),
      drop: () => { if (this.#lifted) this.#drop(); },
      cancel: () => { if (this.#lifted) this.#cancel(); },
    });
  }
}
