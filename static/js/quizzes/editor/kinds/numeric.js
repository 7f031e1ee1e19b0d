/* A number, with what else counts, the ends of the slider and a unit. */

import { questionOf, withSettings } from "../document.js";
import { find, findAll, fromTemplate, newId, setText, setValue, word } from "../dom.js";

/** A number as people write it, 1.33 or 1,33; undefined for nothing, NaN for what is none. */
export function readNumber(text) {
  const plain = text.trim().replace(/\s/g, "").replace(",", ".").replace("−", "-");
  if (!plain) return undefined;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

export function numericBody(editor, key) {
  const element = fromTemplate("t-numeric");
  const fields = findAll("input[name]", element);
  for (const field of fields) {
    const id = newId("number");
    field.id = id;
    find("label", field.parentElement).htmlFor = id;
    field.addEventListener("input", () => changed(editor, key, field));
  }
  return { element, sync: (question) => sync(element, fields, question.settings) };
}

function changed(editor, key, field) {
  const { name } = field;
  const value = name === "unit" ? field.value : readNumber(field.value);
  const unreadable = Number.isNaN(value);
  setText(find(`[data-local="${name}"]`, field.parentElement), unreadable ? word("not-a-number") : "");
  const kept = unreadable || value === "" ? undefined : value;
  if (questionOf(editor.history.quiz, key).settings[name] === kept) return;
  editor.change(word("did-settings"), withSettings(editor.history.quiz, key, { [name]: kept }), { place: key, merge: `${name} ${key}` });
}

function sync(element, fields, settings) {
  for (const field of fields) {
    const value = settings[field.name] ?? undefined;
    // "1,30" and "1." are the number already: what somebody is writing is left alone.
    if (field.name === "unit") setValue(field, value);
    else if (!Object.is(readNumber(field.value), value) && !(Number.isNaN(readNumber(field.value)) && value === undefined && field === document.activeElement)) {
      setValue(field, value);
    }
  }
  drawLine(element, settings);
}

/* What counts, in words and on a line between the ends of the slider. */
function drawLine(element, { value, tolerance = 0, min, max, unit = "" }) {
  const drawing = find(".numline", element);
  const whole = [value, tolerance].every(Number.isFinite);
  const [low, high] = [value - tolerance, value + tolerance].map((one) => Number(one.toPrecision(12)));
  const shown = (one) => one.toLocaleString(document.documentElement.lang, { maximumSignificantDigits: 12 });
  const says = () => (tolerance > 0 ? word("counts-from-to", { low: shown(low), high: shown(high), unit }) : word("counts-only", { value: shown(value), unit }));
  setText(find("[data-counts]", element), whole ? says() : "");
  const ranged = whole && Number.isFinite(min) && Number.isFinite(max) && min < max;
  drawing.toggleAttribute("hidden", !ranged);
  if (!ranged) return;
  const at = (one) => 20 + (520 * (Math.max(min, Math.min(max, one)) - min)) / (max - min);
  const zone = find(".nz", drawing);
  zone.setAttribute("x", String(at(low) - 1.5));
  zone.setAttribute("width", String(Math.max(3, at(high) - at(low) + 3)));
  const [first, middle, last] = findAll("text", drawing);
  setText(first, shown(min));
  setText(middle, shown(value));
  middle.setAttribute("x", String(Math.max(60, Math.min(500, at(value)))));
  setText(last, shown(max));
}
