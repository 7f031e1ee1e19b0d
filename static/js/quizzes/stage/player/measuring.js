// numeric: one value, set three ways — typed into the figure, stepped by the buttons, slid where there is a range.
import { el, hidden, icon } from "../../../lib/dom.js";
import { fill, gettext, number } from "../../../lib/text.js";
import { ruler } from "../ruler.js";

const WORDS = 5; // under the slider of a narrow phone
const LENGTHS = [
  [3, "short"],
  [5, "medium"],
]; // characters: a longer figure is set smaller
const WRITTEN = /^[-+]?(\d+[.,]?\d*|[.,]\d+)$/;

const parse = (text) => {
  const bare = text.replace(/[\s\u00a0'’]/g, "").replace("−", "-");
  return WRITTEN.test(bare) ? Number(bare.replace(",", ".")) : NaN;
};
const tidy = (value) => Number(value.toPrecision(12));

// Anywhere but the middle or an end: the slider must not suggest an answer.
function startOf({ min, max }, step) {
  const share = 0.12 + Math.random() * 0.26 + (Math.random() < 0.5 ? 0 : 0.5);
  return tidy(min + Math.round(((max - min) * share) / step) * step);
}

function stepOf({ min, max, step }) {
  if (step) return step;
  if (min === undefined || max === undefined || (Number.isInteger(min) && Number.isInteger(max) && max - min >= 10)) return 1;
  return 10 ** Math.floor(Math.log10((max - min) / 20));
}

export function measure(question, { send, draft }) {
  const { min, max, unit } = question.settings;
  const ranged = min !== undefined && max !== undefined;
  const step = stepOf(question.settings);
  const first = draft.value ?? (ranged ? String(startOf(question.settings, step)) : "");
  const range = ranged ? fill(gettext("%(min)s to %(max)s"), { min, max }) : "";

  const field = el("input", {
    name: "answer",
    inputmode: min >= 0 ? "decimal" : "text",
    autocomplete: "off",
    enterkeyhint: "send",
    maxlength: 16,
    value: first,
    required: true,
    placeholder: "0",
  });
  const slider = ranged
    ? el("input", { type: "range", min, max, step, value: first, "aria-label": gettext("Your answer, as a slider") })
    : null;
  const button = el("button", { class: "button go wide send", form: "answer" });

  const value = () => parse(field.value);
  const fits = () => !ranged || (value() >= min && value() <= max);
  const show = () => {
    field.dataset.length = LENGTHS.find(([most]) => field.value.length <= most)?.[1] ?? "long";
    draft.value = field.value;
    const ready = !Number.isNaN(value());
    button.disabled = !ready || !fits();
    if (!ready) button.textContent = gettext("Send");
    else button.textContent = fits() ? fill(gettext("Send %(answer)s"), { answer: value() }) : range;
  };
  const set = (next) => {
    field.value = String(next);
    if (slider) slider.value = next;
    show();
  };
  const move = (by) => {
    const from = Number.isNaN(value()) ? (ranged ? min : 0) : value();
    const to = tidy(from + by);
    set(ranged ? Math.min(max, Math.max(min, to)) : to);
  };
  field.addEventListener("input", () => {
    if (slider && !Number.isNaN(value())) slider.value = value();
    show();
  });
  slider?.addEventListener("input", () => set(Number(slider.value)));

  const stepper = (by, id, label) =>
    el("button", { class: "button", type: "button", onclick: () => move(by) }, icon(id), hidden(label));
  const submit = (event) => {
    event.preventDefault();
    if (button.disabled) return;
    for (const one of form.querySelectorAll("input, button")) one.disabled = true;
    button.disabled = true;
    send(value());
  };
  const form = el(
    "form",
    { class: "work number", id: "answer", onsubmit: submit, novalidate: true },
    el(
      "div",
      { class: "amount" },
      stepper(-step, "minus", fill(gettext("%(n)s less"), { n: step })),
      el(
        "label",
        {},
        hidden(ranged ? fill(gettext("Your answer, %(range)s"), { range }) : gettext("Your answer")),
        field,
        unit ? el("span", { class: "unit" }, el("bdi", {}, unit)) : null,
      ),
      stepper(step, "plus", fill(gettext("%(n)s more"), { n: step })),
    ),
    slider ? el("div", { class: "slider" }, slider, ruler(min, max, { most: WORDS })) : null,
  );
  show();
  return { content: [form, button], look: "measures", focus: ranged ? null : field };
}

export const written = (question, answer) => [number(answer), question.settings.unit ?? ""].join(" ").trim();
