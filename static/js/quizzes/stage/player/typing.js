// text: a typed answer.
import { el } from "../../../lib/dom.js";
import { gettext } from "../../../lib/text.js";

export function say(question, { send, draft }) {
  const field = el("input", {
    id: "text-answer",
    name: "answer",
    dir: "auto",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "send",
    maxlength: 200,
    value: draft.value ?? "",
    required: true,
  });
  const button = el("button", { class: "button go wide" }, gettext("Send"));
  const show = () => {
    draft.value = field.value;
    button.disabled = field.value.trim() === "";
  };
  field.addEventListener("input", show);
  const submit = (event) => {
    event.preventDefault();
    if (button.disabled) return;
    field.readOnly = true;
    button.disabled = true;
    send(field.value.trim());
  };
  show();
  const form = el(
    "form",
    { class: "work", id: "answer", onsubmit: submit, novalidate: true },
    el("div", { class: "field" }, el("label", { for: "text-answer" }, gettext("Your answer")), field),
    button,
  );
  return { content: [form], look: "typing", focus: field };
}
