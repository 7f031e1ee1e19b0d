/* What is said about the quiz as a whole: description, who may see it, language, tags, cover. */

import { withQuiz } from "./document.js";
import { find, fromTemplate, newId, setValue, word } from "./dom.js";
import { MediaField } from "./media.js";

const readTags = (text) => [...new Set(text.split(",").map((one) => one.trim()).filter(Boolean))];

export class DetailsPane {
  constructor(editor) {
    this.editor = editor;
    this.element = fromTemplate("t-details");
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.fields = Object.fromEntries(["description", "visibility", "language", "tags"].map((name) => [name, this.#wire(name)]));
    this.cover = new MediaField(editor, {
      use: "quiz-media",
      alt: false,
      get: () => editor.history.quiz.cover,
      set: (cover) => editor.change(word("did-cover"), withQuiz(editor.history.quiz, { cover }), { place: "details" }),
    });
    find("[data-slot=cover]", this.element).append(this.cover.element);
    this.element.addEventListener("paste", (event) => this.cover.pasted(event));
  }

  #wire(name) {
    const field = find(`[name=${name}]`, this.element);
    field.id = newId(name);
    find("label", field.closest(".field")).htmlFor = field.id;
    field.addEventListener("input", () => {
      const value = name === "tags" ? readTags(field.value) : field.value;
      this.editor.change(word("did-details"), withQuiz(this.editor.history.quiz, { [name]: value }), { place: "details", merge: name });
    });
    return field;
  }

  fits(key) { return key === "details"; }

  sync() {
    const { quiz } = this.editor.history;
    for (const name of ["description", "visibility", "language"]) setValue(this.fields[name], quiz[name]);
    if (JSON.stringify(readTags(this.fields.tags.value)) !== JSON.stringify(quiz.tags)) setValue(this.fields.tags, quiz.tags.join(", "));
    this.cover.sync();
  }

  showProblems() {}

  focus() { this.fields.description.focus(); }
}
