// The nickname: the form the server wrote, with what is wrong said next to the field.
import { icon } from "../../../lib/dom.js";
import { gettext } from "../../../lib/text.js";
import { show } from "../screens.js";

export class JoinForm {
  #form;
  #field;
  #button;
  #error;
  #page; // the nodes of this screen, to come back to
  #title = document.title;
  #label;

  constructor(form, join) {
    this.#form = form;
    this.#field = form.elements.nickname;
    this.#button = form.querySelector("button");
    this.#error = document.getElementById("nickname-error");
    this.#page = [...document.querySelector("main").children];
    this.#label = this.#button.textContent;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#button.disabled) return;
      this.#clear();
      this.#busy(true);
      join(this.#field.value);
    });
    this.#field.addEventListener("input", () => this.#clear());
  }

  focus() {
    this.#field.focus();
  }

  hide() {
    document.querySelector("main").replaceChildren();
  }

  show() {
    this.#busy(false);
    show("join", () => ({ look: "player joining", title: this.#title, content: this.#page, focus: this.#field }));
  }

  wait(text) {
    this.#busy(true);
    this.#say(text);
  }

  refuse(detail) {
    this.#busy(false);
    if (!this.#form.isConnected) this.show();
    this.#say(detail);
    this.#field.setAttribute("aria-invalid", "true");
    this.#field.focus();
    this.#field.select();
  }

  #say(text) {
    this.#error.replaceChildren(icon("cross"), text);
    this.#error.hidden = false;
  }

  #clear() {
    this.#error.hidden = true;
    this.#field.removeAttribute("aria-invalid");
  }

  #busy(yes) {
    this.#button.disabled = yes;
    this.#button.textContent = yes ? gettext("Joining…") : this.#label;
  }
}
