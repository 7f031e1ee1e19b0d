/* Options to pick from: single, multiple, true or false, poll. */

import { LEAST_OPTIONS, MOST_OPTIONS, option, questionOf, withOption, withQuestion, withRight, withSettings } from "../document.js";
import { find, findAll, fromTemplate, newId, reconcile, setText, setValue, word } from "../dom.js";

const LETTERS = ["a", "b", "c", "d", "e", "f"];

export function choiceBody(editor, key, { alone = false, fixed = false, marks = true }) {
  return new Choice(editor, key, { alone, fixed, marks });
}

class Choice {
  constructor(editor, key, rules) {
    Object.assign(this, { editor, key, rules, group: newId("right") });
    this.element = fromTemplate("t-choice");
    this.list = find(".options", this.element);
    this.adder = find("[data-add]", this.element);
    this.adder.hidden = rules.fixed;
    this.adder.addEventListener("click", () => this.#add());
    this.partial = find("[data-partial]", this.element);
    this.partial.hidden = rules.alone || !rules.marks;
    find("input", this.partial).addEventListener("change", (event) => {
      editor.change(word("did-settings"), withSettings(editor.history.quiz, key, { partial: event.target.checked }), { place: key });
    });
  }

  get #question() { return questionOf(this.editor.history.quiz, this.key); }

  sync(question) {
    reconcile(this.list, question.options, (one) => this.#make(one), (row, one, index) => this.#draw(row, one, index, question));
    setValue(find("input", this.partial), question.settings.partial === true);
    this.adder.disabled = question.options.length >= MOST_OPTIONS;
  }

  #make({ key: optionKey }) {
    const { editor, key, rules } = this;
    const row = fromTemplate("t-option");
    find("textarea", row).addEventListener("input", (event) => {
      const text = event.target.value.replace(/\s*\n\s*/g, " ");
      editor.change(word("did-option"), withOption(editor.history.quiz, key, optionKey, { text }), { place: key, merge: `option ${optionKey}` });
    });
    find("textarea", row).addEventListener("keydown", (event) => this.#pressed(event, optionKey));
    const mark = find(".right", row);
    mark.hidden = !rules.marks;
    find("input", mark).addEventListener("change", (event) => {
      const quiz = withRight(editor.history.quiz, key, optionKey, event.target.checked, { alone: event.target.type === "radio" });
      editor.change(word("did-right"), quiz, { place: key });
    });
    find("[data-delete]", row).hidden = rules.fixed;
    find("[data-delete]", row).addEventListener("click", () => this.#remove(optionKey));
    return row;
  }

  #draw(row, one, index, question) {
    const letter = LETTERS[index];
    const name = letter.toUpperCase();
    row.dataset.option = letter;
    find("use", row).setAttribute("href", `#shape-${letter}`);
    setText(find(".shape b", row), name);
    const field = find("textarea", row);
    field.setAttribute("aria-label", word("option", { letter: name }));
    setValue(field, one.text);
    const mark = find(".right input", row);
    // A quiz from elsewhere may have several right options of which any one will do; then they are shown as they are.
    mark.type = this.rules.alone && question.options.filter((each) => each.correct).length < 2 ? "radio" : "checkbox";
    mark.name = this.group;
    mark.setAttribute("aria-label", word("is-right", { letter: name }));
    setValue(mark, one.correct);
    const remove = find("[data-delete]", row);
    remove.setAttribute("aria-label", word("delete-option", { letter: name }));
    remove.disabled = question.options.length <= LEAST_OPTIONS;
  }

  #pressed(event, optionKey) {
    const rows = findAll(":scope > *", this.list);
    const place = rows.findIndex((row) => row.dataset.key === optionKey);
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      const next = rows[place + 1];
      if (next) find("textarea", next).focus();
      else if (!this.rules.fixed && !this.adder.disabled) this.#add();
    } else if (event.key === "Backspace" && !event.target.value && !this.rules.fixed && rows.length > LEAST_OPTIONS) {
      event.preventDefault();
      this.#remove(optionKey);
    }
  }

  #add() {
    const { editor, key } = this;
    const added = option();
    editor.change(word("did-add-option"), withQuestion(editor.history.quiz, key, { options: [...this.#question.options, added] }), { place: key });
    find("textarea", this.list.lastElementChild).focus();
  }

  #remove(optionKey) {
    const { editor, key } = this;
    const { options } = this.#question;
    const place = options.findIndex((one) => one.key === optionKey);
    const left = options.filter((one) => one.key !== optionKey);
    editor.change(word("did-delete-option", { letter: LETTERS[place].toUpperCase() }), withQuestion(editor.history.quiz, key, { options: left }), { place: key });
    find("textarea", this.list.children[Math.max(0, place - 1)]).focus();
    if (options[place].text.trim()) editor.toast(word("did-delete-option", { letter: LETTERS[place].toUpperCase() }));
  }
}
