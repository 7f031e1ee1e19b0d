// The ring: seconds left by the server's clock. It runs from two instants, so a late or reloaded page shows the same.
import { el, svg } from "../../lib/dom.js";
import { gettext, number } from "../../lib/text.js";

const URGENT = 5; // seconds

export function makeRing() {
  const circle = (attributes) => svg("circle", { cx: 50, cy: 50, r: 44, ...attributes });
  return el(
    "p",
    { class: "ring", role: "timer", "aria-label": gettext("Seconds left") },
    svg(
      "svg",
      { viewBox: "0 0 100 100", "aria-hidden": "true" },
      circle({}),
      circle({ class: "left", pathLength: 100, "stroke-dasharray": "100 100" }),
    ),
    el("span", { class: "seconds" }),
  );
}

// Stands still at `left` milliseconds of `whole`.
export function standStill(ring, left, whole) {
  draw(ring, left, whole);
}

// Runs to `until`; `tick(seconds)` is called as each second begins. Answers how to stop it.
export function countdown(ring, { until, whole, now, tick }) {
  let timer = 0;
  let shown = null;
  const step = () => {
    const left = Math.max(0, until - now());
    draw(ring, left, whole);
    const seconds = Math.ceil(left / 1000);
    if (seconds !== shown) {
      shown = seconds;
      tick?.(seconds);
    }
    if (left > 0) timer = requestAnimationFrame(step);
  };
  step();
  return () => cancelAnimationFrame(timer);
}

function draw(ring, left, whole) {
  const seconds = number(Math.ceil(left / 1000));
  const digits = ring.querySelector(".seconds");
  if (digits.textContent !== seconds) digits.textContent = seconds;
  const share = whole > 0 ? Math.min(100, (100 * left) / whole) : 0;
  ring.querySelector(".left").setAttribute("stroke-dasharray", `${share.toFixed(2)} 200`);
  ring.toggleAttribute("data-urgent", left <= URGENT * 1000);
}
