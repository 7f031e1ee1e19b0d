// Piles: one shape is one player, stacked from the floor; solid if right, outlined if wrong.
import { bdi, el, hidden, svg } from "../../../lib/dom.js";
import { fill, gettext, ngettext, number } from "../../../lib/text.js";
import { badge, lettered, spoken } from "../alphabet.js";

const CELL = 52;
const SIZE = 48;
const ABREAST = [
  [8, 1],
  [24, 2],
  [60, 3],
];
const BAR = { width: 104, height: 600 };

function stack(letter, count, tallest) {
  const found = ABREAST.find(([most]) => tallest <= most);
  return found ? shapes(letter, count, tallest, found[1]) : bar(count, tallest);
}

function shapes(letter, count, tallest, abreast) {
  // A few players should not become giants.
  const rows = Math.max(Math.ceil(tallest / abreast), 5);
  const height = rows * CELL;
  const uses = Array.from({ length: count }, (_, index) =>
    svg("use", {
      href: `#shape-${letter}`,
      x: (index % abreast) * CELL + 2,
      y: height - (Math.floor(index / abreast) + 1) * CELL + 2,
      width: SIZE,
      height: SIZE,
    }),
  );
  return drawing(abreast * CELL, height, uses);
}

function bar(count, tallest) {
  const height = Math.max(4, Math.round(((BAR.height - 4) * count) / tallest));
  const rect = count > 0 ? svg("rect", { class: "cut", x: 12, y: BAR.height - height - 2, width: 80, height }) : null;
  return drawing(BAR.width, BAR.height, rect);
}

const drawing = (width, height, content) =>
  svg("svg", { class: "stack", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMidYMax meet", "aria-hidden": "true" }, content);

const players = (count) => fill(ngettext("%(n)s player", "%(n)s players", count), { n: count });

// `open`: nothing is right (a poll), so all are solid and the words stand under them.
export function piles(question, distribution, { open = false } = {}) {
  const tallest = Math.max(1, ...distribution.map((row) => row.count));
  const counts = new Map(distribution.map((row) => [row.option, row]));
  return el(
    "ol",
    { class: `piles ${open ? "open" : ""}`.trim(), "aria-label": open ? gettext("Votes") : gettext("How the class answered") },
    lettered(question).map((option) => {
      const { count, correct } = counts.get(option.id);
      const right = correct ? `, ${gettext("right")}` : "";
      return el(
        "li",
        { class: `pile ${correct ? "is-right" : ""}`.trim(), "data-option": option.letter },
        stack(option.letter, count, tallest),
        el("span", { class: "count" }, el("span", { "aria-hidden": "true" }, number(count)), hidden(`${spoken(option.letter)}: ${players(count)}${right}`)),
        open ? el("p", { class: "name-of" }, badge(option.letter, "on-dark"), el("span", {}, bdi(option.text))) : badge(option.letter, "on-dark"),
      );
    }),
  );
}
