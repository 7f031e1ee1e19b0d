// single, true_false, poll: one tap answers. multiple: taps choose, Send answers.
import { el, icon } from "../../../lib/dom.js";
import { fill, gettext, ngettext } from "../../../lib/text.js";
import { areShort, lettered, LETTERS, optionContent } from "../alphabet.js";

function optionList(question, makeButton) {
  const options = lettered(question);
  return el(
    "ol",
    { class: "options", "data-length": areShort(options) && !options.some((option) => option.media) ? "short" : null },
    options.map((option) => el("li", {}, makeButton(option))),
  );
}

// A to F and 1 to 6 press the options, for whoever plays at a keyboard.
function byKeys(list) {
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
    const byLetter = LETTERS.indexOf(event.key.toLowerCase());
    const index = byLetter >= 0 ? byLetter : Number(event.key) - 1;
    list.querySelectorAll("button")[index]?.click();
  };
  addEventListener("keydown", press);
  return () => removeEventListener("keydown", press);
}

export function chooseOne(question, { send }) {
  const press = (event) => {
    const chosen = event.currentTarget;
    for (const button of list.querySelectorAll("button")) button.disabled = button !== chosen;
    if (chosen.getAttribute("aria-pressed") === "true") return;
    chosen.setAttribute("aria-pressed", "true");
    send(chosen.value);
  };
  const list = optionList(question, (option) =>
    el(
      "button",
      { class: "option", type: "button", "data-option": option.letter, value: option.id, onclick: press },
      optionContent(option),
    ),
  );
  const hint = question.kind === "poll" ? gettext("A poll: nothing is wrong, no points.") : null;
  return { content: [list], hint, leave: byKeys(list) };
}

export function chooseMany(question, { send, draft }) {
  const chosen = new Set(draft.value ?? []);
  const sendButton = el("button", { class: "button go wide send", type: "button", onclick: () => sendAll() });
  const label = () => {
    sendButton.disabled = chosen.size === 0;
    sendButton.textContent = chosen.size
      ? fill(ngettext("Send %(n)s answer", "Send %(n)s answers", chosen.size), { n: chosen.size })
      : gettext("Send");
  };
  const sendAll = () => {
    for (const button of list.querySelectorAll("button")) button.disabled = true;
    sendButton.disabled = true;
    send([...chosen]);
  };
  const toggle = (event) => {
    const button = event.currentTarget;
    if (chosen.has(button.value)) chosen.delete(button.value);
    else chosen.add(button.value);
    button.setAttribute("aria-pressed", chosen.has(button.value));
    draft.value = [...chosen];
    label();
  };
  const list = optionList(question, (option) =>
    el(
      "button",
      {
        class: "option",
        type: "button",
        "data-option": option.letter,
        "aria-pressed": String(chosen.has(option.id)),
        value: option.id,
        onclick: toggle,
      },
      optionContent(option),
      icon("check", "tick"),
    ),
  );
  label();
  return { content: [list, sendButton], hint: gettext("Choose all that fit, then send."), leave: byKeys(list) };
}
