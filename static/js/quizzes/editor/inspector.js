/* Beside the question: how long, how many points, and what the player sees. */

import { withQuestion } from "./document.js";
import { find, findAll, fromTemplate, newId, setValue, word } from "./dom.js";
import { drawPhone } from "./preview.js";

const LIMITS = { seconds: [5, 600], points: [0, 2000] };

export class Inspector {
  constructor(editor, key, kind) {
    Object.assign(this, { editor, key, kind });
    this.element = fromTemplate("t-inspector");
    for (const name of ["seconds", "points"]) this.#wire(name);
    find("[data-part=seconds]", this.element).hidden = !kind.answered;
    find("[data-part=points]", this.element).hidden = !kind.scored;
  }

  #wire(name) {
    const part = find(`[data-part=${name}]`, this.element);
    const group = newId(name);
    this[name] = find("input[type=number]", part);
    this[name].addEventListener("input", () => this.#typed(name));
    this[name].addEventListener("blur", () => setValue(this[name], this.current[name]));
    for (const choice of findAll("input[type=radio]", part)) {
      choice.name = group;
      choice.addEventListener("change", () => this.#set(name, Number(choice.value)));
    }
  }

  #typed(name) {
    const number = this[name].valueAsNumber;
    const [low, high] = LIMITS[name];
    if (Number.isInteger(number) && number >= low && number <= high) this.#set(name, number);
  }

  #set(name, number) {
    const { editor, key } = this;
    editor.change(word(`did-${name}`), withQuestion(editor.history.quiz, key, { [name]: number }), { place: key, merge: `${name} ${key}` });
  }

  sync(question) {
    this.current = question;
    for (const name of ["seconds", "points"]) {
      if (document.activeElement !== this[name]) setValue(this[name], question[name]);
      for (const choice of findAll(`[data-part=${name}] input[type=radio]`, this.element)) setValue(choice, Number(choice.value) === question[name]);
    }
    drawPhone(find(".phone", this.element), question, this.editor.history.quiz);
  }
}
