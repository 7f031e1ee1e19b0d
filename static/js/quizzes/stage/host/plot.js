// Numbers: a histogram with all that is right in one column. One circle is one player while they fit.
import { svg } from "../../../lib/dom.js";
import { fill, gettext, ngettext, number } from "../../../lib/text.js";
import { roundNumbers } from "../ruler.js";

const WIDTH = 1010;
const HEIGHT = 620;
const FLOOR = 560;
const TOP = 70;
const SIDE = 24;
const CIRCLES_HIGH = 14;
const WORDS = 6;

export function plot(columns, correct) {
  const width = (WIDTH - 2 * SIDE) / columns.length;
  const tallest = Math.max(1, ...columns.map((column) => column.count));
  const right = columns.findIndex((column) => column.correct);
  const middle = (index) => SIDE + (index + 0.5) * width;
  return svg(
    "svg",
    { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "xMidYMax meet", role: "img", "aria-label": summary(columns) },
    svg("rect", { class: "band", x: SIDE + right * width, y: TOP - 10, width, height: FLOOR - TOP + 10, rx: 10 }),
    svg("text", { class: "truth", x: clamp(middle(right)), y: TOP - 26 }, number(correct)),
    svg("path", { class: "base", d: `M${SIDE} ${FLOOR}H${WIDTH - SIDE}` }),
    columns.map((column, index) => pile(column, middle(index), width, tallest)),
    words(columns, width),
  );
}

const clamp = (x) => Math.min(WIDTH - 60, Math.max(60, x));

function pile(column, x, width, tallest) {
  const look = column.correct ? "in" : "out";
  if (tallest > CIRCLES_HIGH) {
    const height = ((FLOOR - TOP) * column.count) / tallest;
    if (column.count === 0) return null;
    return svg("rect", { class: `cut ${look}`, x: x - width * 0.36, y: FLOOR - 4 - height, width: width * 0.72, height, rx: 4 });
  }
  const size = Math.min(width * 0.9, (FLOOR - TOP) / Math.max(tallest, 6));
  return Array.from({ length: column.count }, (_, row) =>
    svg("circle", { class: `cut ${look}`, cx: x, cy: FLOOR - 6 - (row + 0.5) * size, r: Math.max(3, size / 2 - 4) }),
  );
}

// Round numbers under the columns. All columns are drawn equally wide, so a number's place is found within its own.
function words(columns, width) {
  const place = (value) => {
    const index = columns.findIndex((column) => value <= column.to);
    const { from, to } = columns[index];
    return SIDE + (index + (to > from ? (value - from) / (to - from) : 0.5)) * width;
  };
  return roundNumbers(columns[0].from, columns.at(-1).to, WORDS).map((value) => {
    const x = place(value).toFixed(1);
    return [svg("path", { class: "base", d: `M${x} ${FLOOR}v12` }), svg("text", { x, y: FLOOR + 48 }, number(value))];
  });
}

function summary(columns) {
  const all = columns.reduce((sum, column) => sum + column.count, 0);
  const right = columns.find((column) => column.correct)?.count ?? 0;
  return [
    fill(ngettext("%(n)s answer.", "%(n)s answers.", all), { n: all }),
    fill(ngettext("%(n)s lies within what counts as right.", "%(n)s lie within what counts as right.", right), { n: right }),
  ].join(" ");
}
