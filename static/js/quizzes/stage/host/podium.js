// The podium: the list is first, second, third; the eye sees second, first, third. Confetti falls behind it.
import { bdi, el, svg } from "../../../lib/dom.js";
import { fill, gettext, ngettext, number } from "../../../lib/text.js";
import { LETTERS, markOf, shape } from "../alphabet.js";
import { confetti } from "../confetti.js";
import { controls, soundButton } from "./parts.js";

const WINNER_RISES = 2600; // ms, as the stylesheet lets the first step come

export function podium(model, page) {
  const { podium: first, players } = model.finished;
  const sky = el("div", { class: "sky", "aria-hidden": "true" });
  requestAnimationFrame(() => confetti(sky, { after: WINNER_RISES }));
  const questions = fill(ngettext("%(n)s question", "%(n)s questions", model.total), { n: model.total });
  const people = fill(ngettext("%(n)s player", "%(n)s players", players), { n: players });
  const link = (text, href, look) => el("a", { class: `button ${look}`, href }, text);
  return {
    look: "projector podium",
    title: fill(gettext("Podium: %(title)s"), { title: model.title }),
    scenery: sky,
    content: [
      scatter(),
      el("header", { class: "title" }, el("h1", {}, bdi(model.title)), el("p", {}, `${questions}, ${people}`)),
      first.length
        ? el("ol", { class: "steps" }, first.map(step))
        : el("p", { class: "nobody" }, gettext("Nobody played this time.")),
      controls(
        soundButton(page),
        page.again ? link(gettext("Play again"), page.again, "") : null,
        link(gettext("Leave"), page.home, "quiet"),
        link(gettext("Results"), page.results, "go"),
      ),
    ],
    say: first.length ? fill(gettext("%(name)s wins with %(n)s points."), { name: first[0].nickname, n: first[0].score }) : null,
  };
}

function step(row) {
  return el(
    "li",
    { "data-rank": row.rank },
    el("p", { class: "who" }, shape(markOf(row.id)), bdi(row.nickname), el("span", { class: "score" }, number(row.score))),
    el("p", { class: "step" }, number(row.rank)),
  );
}

// Pieces that hang still in the air, for whoever wants no motion and for the moment after the fall.
const STILL = [
  [4, 12, 17, 1.3],
  [13, 30, 31, 0.9],
  [8, 52, 19, 1.1],
  [22, 14, 17, 0.9],
  [17, 66, 25, 0.7],
  [33, 40, 35, 0.6],
  [66, 17, -16, 0.8],
  [72, 34, -17, 0.7],
  [79, 12, 25, 1.2],
  [90, 20, 20, 0.9],
  [95, 42, 38, 1.2],
  [93, 57, -17, 0.8],
  [92, 70, -28, 1],
  [3, 78, 17, 0.8],
];

function scatter() {
  return svg(
    "svg",
    { class: "confetti", viewBox: "0 0 1600 900", preserveAspectRatio: "xMidYMin slice", "aria-hidden": "true" },
    STILL.map(([x, y, turn, size], index) => {
      const letter = LETTERS[(index * 5) % LETTERS.length];
      return svg(
        "g",
        { class: "shape", "data-option": letter, transform: `translate(${x * 16} ${y * 9}) rotate(${turn}) scale(${size})` },
        svg("use", { href: `#shape-${letter}` }),
      );
    }),
  );
}
