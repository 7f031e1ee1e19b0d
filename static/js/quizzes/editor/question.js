/* The sheet: one question, its kind's body and its inspector. Built anew for another question or kind, else kept in step. */

import { questionOf, withQuestion } from "./document.js";
import { find, findAll, fromTemplate, newId, setIcon, setText, setValue, word } from "./dom.js";
import { Inspector } from "./inspector.js";
import { KINDS } from "./kinds/index.js";
import { MediaField } from "./media.js";

export class QuestionPane {
  constructor(editor, key) {
    Object.assign(this, { editor, key });
    const question = questionOf(editor.history.quiz, key);
    this.kind = question.kind;
    this.element = fromTemplate("t-question");
    this.#wireText("prompt", word("did-prompt"));
    this.#wireText("explanation", word("did-explanation"));
    this.media = new MediaField(editor, {
      use: "quiz-media",
      get: () => questionOf(editor.history.quiz, key).media,
      set: (media, merge) => {
        if (!questionOf(editor.history.quiz, key)) return;
        editor.change(word("did-picture"), withQuestion(editor.history.quiz, key, { media }), { place: key, merge: merge && `${merge} ${key}` });
      },
    });
    find("[data-slot=media]", this.element).append(this.media.element);
    this.body = KINDS[question.kind].body(editor, key);
    find("[data-slot=body]", this.element).append(this.body.element);
    this.inspector = new Inspector(editor, key, KINDS[question.kind]);
    this.element.addEventListener("paste", (event) => this.media.pasted(event));
    this.element.addEventListener("submit", (event) => event.preventDefault());
    find("[data-do=duplicate]", this.element).addEventListener("click", () => editor.duplicate(key));
    find("[data-do=delete]", this.element).addEventListener("click", () => editor.remove(key));
    find("[data-chooser]", this.element).addEventListener("click", (event) => editor.choose(event.currentTarget, key));
  }

  #wireText(name, label) {
    const field = find(`textarea[name=${name}]`, this.element);
    field.id = newId(name);
    const help = find(".help", field.parentElement);
    if (help) { help.id = newId("help"); field.setAttribute("aria-describedby", help.id); }
    find("label", field.parentElement).htmlFor = field.id;
    field.addEventListener("input", () => {
      const { editor, key } = this;
      editor.change(label, withQuestion(editor.history.quiz, key, { [name]: field.value }), { place: key, merge: `${name} ${key}` });
    });
  }

  /** Whether this pane can go on showing the question, or another has to be built. */
  fits(key) { return this.key === key && questionOf(this.editor.history.quiz, key)?.kind === this.kind; }

  sync() {
    const { questions } = this.editor.history.quiz;
    const place = questions.findIndex((one) => one.key === this.key);
    const question = questions[place];
    const kind = KINDS[question.kind];
    setText(find("[data-title]", this.element), word("question-of", { n: place + 1, total: questions.length }));
    setIcon(find("[data-chooser] .icon", this.element), kind.icon);
    setText(find("[data-kind-name]", this.element), kind.name);
    setValue(find("textarea[name=prompt]", this.element), question.prompt);
    setValue(find("textarea[name=explanation]", this.element), question.explanation);
    find("[data-explained]", this.element).hidden = !kind.answered;
    this.media.sync();
    this.body.sync(question);
    this.inspector.sync(question);
    this.showProblems();
  }

  /** Each problem stands next to its field; one whose field has no place here stands at the head of the sheet. */
  showProblems() {
    const problems = this.editor.problemsOf(this.key);
    const slots = new Map([this.element, this.inspector.element].flatMap((part) => findAll("[data-problems]", part)).map((slot) => [slot.dataset.problems, slot]));
    const told = new Map([...slots.keys()].map((name) => [name, []]));
    for (const { field, detail } of problems) (told.get(field) || told.get(field.split(".")[0]) || told.get("")).push(detail);
    for (const [name, details] of told) this.#showIn(slots.get(name), name, details);
  }

  #showIn(slot, name, details) {
    if (slot.dataset.shown === details.join("\n")) return;
    slot.dataset.shown = details.join("\n");
    slot.id ||= newId("todo");
    slot.replaceChildren(...details.map((detail) => {
      const line = fromTemplate("t-problem");
      setText(find("span", line), detail);
      return line;
    }));
    const field = name && find(`[name="${name.replace("settings.", "")}"]`, slot.parentElement);
    if (!field) return;
    const others = (field.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== slot.id);
    const described = [...others, ...(details.length ? [slot.id] : [])];
    if (described.length) field.setAttribute("aria-describedby", described.join(" ")); else field.removeAttribute("aria-describedby");
    if (details.length) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
  }

  focus() { find("textarea[name=prompt]", this.element).focus(); }
}
