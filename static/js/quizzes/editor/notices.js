/* What the editor tells: the save line, the toast with undo, the spoken line, and the choice when two versions meet. */

import { find, fromTemplate, setIcon, setText, word } from "./dom.js";
import { both, differences, excerpts } from "./merge.js";

const TOAST = 8000;
const MOST_SHOWN = 4;
const ICONS = { saved: "check", waiting: "clock", saving: "refresh", offline: "pause", stale: "pause" };

export const clock = (at = new Date()) => at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

/** The line in the head. Only states that last or need somebody are spoken; "saving" after each word would be noise. */
export class SaveLine {
  constructor(element, spoken) {
    Object.assign(this, { element, spoken });
  }

  show(state, detail, time) {
    const text = state === "refused" ? word("save-refused", { detail }) : word(`save-${state}`, { time });
    this.element.dataset.state = state;
    setIcon(find(".icon", this.element), ICONS[state] || "alert");
    setText(find("span", this.element), text);
    this.element.title = text;
    if (!["waiting", "saving"].includes(state) && this.was !== state) setText(this.spoken, text);
    if (!["waiting", "saving"].includes(state)) this.was = state;
  }
}

/** One toast at a time. It stays while it is pointed at or focused. */
export class Toast {
  #timer = 0;

  constructor(element, onUndo) {
    this.element = element;
    this.text = find("span", element);
    find("button", element).addEventListener("click", () => { this.hide(); onUndo(); });
    for (const name of ["pointerenter", "focusin"]) element.addEventListener(name, () => clearTimeout(this.#timer));
    for (const name of ["pointerleave", "focusout"]) element.addEventListener(name, () => this.#wait());
  }

  show(text) {
    setText(this.text, text);
    this.element.hidden = false;
    this.#wait();
  }

  hide() {
    clearTimeout(this.#timer);
    this.element.hidden = true;
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(), TOAST);
  }
}

/** Two versions: shows what differs and settles it. The other version stays one undo away. */
export class Conflict {
  constructor(element, saver) {
    Object.assign(this, { element, saver });
    element.addEventListener("click", (event) => this.#settled(event.target.closest("[data-settle]")?.dataset.settle));
  }

  show(mine, theirs) {
    const found = differences(mine, theirs);
    find(".versions", this.element).replaceChildren(...found.slice(0, MOST_SHOWN).map((one) => this.#row(one)));
    setText(find("[data-more]", this.element), found.length > MOST_SHOWN ? word("more-differences", { n: found.length - MOST_SHOWN }) : "");
    this.element.hidden = false;
    find("[data-settle]", this.element).focus();
  }

  #row({ place, mine, theirs }) {
    const row = fromTemplate("t-difference");
    setText(find("[data-where]", row), place === null ? word("the-quiz") : word("question-n", { n: place + 1 }));
    const [our, their] = excerpts(mine ?? word("not-there"), theirs ?? word("not-there"));
    this.#write(find("[data-mine]", row), our);
    this.#write(find("[data-theirs]", row), their);
    return row;
  }

  /* Same words on both sides: it is options or settings that differ. */
  #write(line, { before, changed, after }) {
    const marked = document.createElement("ins");
    marked.textContent = changed;
    line.replaceChildren(before, marked, after);
    if (!line.textContent.trim()) line.textContent = word("empty-prompt");
  }

  #settled(choice) {
    if (!choice) return;
    const { history, theirs } = this.saver;
    const quiz = { mine: () => history.quiz, theirs: () => theirs.quiz, both: () => both(history.quiz, theirs.quiz) }[choice]();
    this.element.hidden = true;
    this.saver.settle(word("did-settle"), quiz);
  }
}
