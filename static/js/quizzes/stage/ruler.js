// A ruler from min to max in the question's own numbers: the same under the phone's slider and on the projector.
import { el, svg } from "../../lib/dom.js";
import { number } from "../../lib/text.js";

// 1, 2 or 5 times a power of ten that gives at most so many steps.
function stepFor(span, most) {
  const power = 10 ** Math.floor(Math.log10(span / most));
  const steps = [1, 2, 5, 10].map((one) => one * power);
  return steps.find((step) => span / step <= most);
}

const tidy = (value) => Number(value.toPrecision(12));

function ticks(min, max, step) {
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step));
}

// Round numbers between the two ends.
export const roundNumbers = (min, max, most) => (max > min ? ticks(min, max, stepFor(max - min, most)) : []);

export function ruler(min, max, { most = 8 } = {}) {
  const span = max - min;
  const step = stepFor(span, most);
  const at = (value) => (1000 * (value - min)) / span;
  const lines = (values, height) => values.map((value) => `M${at(value).toFixed(1)} 0V${height}`).join("");
  const words = ticks(min, max, step);
  return [
    svg(
      "svg",
      { class: "ruler", viewBox: "0 0 1000 20", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("path", { class: "fine", d: lines(ticks(min, max, step / 5), 11) }),
      svg("path", { d: lines(words, 20) }),
    ),
    el(
      "ol",
      { class: "values", "aria-hidden": "true" },
      words.map((value) => {
        const word = el("li", {}, el("bdi", { dir: "ltr" }, number(value)));
        word.style.setProperty("--at", at(value) / 10);
        return word;
      }),
    ),
  ];
}
