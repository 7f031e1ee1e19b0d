// The climb: where everybody stands, and the way there from the question before.
import { bdi, el, hidden, sentence, svg } from "../../../lib/dom.js";
import { fill, gettext, ngettext, number } from "../../../lib/text.js";
import { climb } from "../climb.js";
import { isLast } from "./model.js";
import { button, controls, nameButton, slideHead, soundButton, titleLine } from "./parts.js";
import { pauseButton } from "./revealing.js";

const ROWS = 8;

// Where the rows came from, 1 for the top. Those who shared a rank stood below each other, so no name starts on another;
// after the first question everybody comes from where they are.
function startsOf(rows) {
  const starts = [];
  let free = 1;
  const before = rows.map((row, index) => ({ index, was: row.was_rank || index + 1 }));
  for (const { index, was } of before.sort((one, other) => one.was - other.was || one.index - other.index)) {
    starts[index] = Math.max(was, free);
    free = starts[index] + 1;
  }
  return starts;
}

const rose = (row) => (row.was_rank ? row.was_rank - row.rank : 0);

export function ranking(model, page) {
  const rows = model.reveal.leaderboard.slice(0, ROWS);
  const most = biggestClimber(rows);
  const moved = rows.some((row) => row.was_rank > 0); // after the first question nobody has come from anywhere
  const starts = startsOf(rows);
  const list = el("ol", { class: "ranks" }, rows.map((row, index) => line(row, starts[index], row === most, page)));
  requestAnimationFrame(() => climb(list));
  const next = isLast(model) ? gettext("Podium") : gettext("Next question");
  return {
    look: "projector reveal",
    title: gettext("Ranking"),
    content: [
      slideHead(model, page),
      el(
        "section",
        { class: "step step-ranking" },
        el("header", {}, el("h1", {}, headline(model)), el("p", {}, fill(gettext("Ranking after question %(n)s"), { n: model.index + 1 }))),
        el("div", { class: moved ? "climb" : "climb first" }, moved ? slopes(rows, starts, most) : null, list),
      ),
      controls(
        titleLine(model),
        soundButton(page),
        isLast(model) ? null : page.endButton(),
        pauseButton(model, page),
        button(gettext("Answer"), () => page.turn("answer"), { key: "R" }),
        button(next, () => page.command("next"), { look: "go" }),
      ),
    ],
    say: rows.length ? fill(gettext("%(name)s leads with %(n)s points."), { name: rows[0].nickname, n: rows[0].score }) : null,
  };
}

function biggestClimber(rows) {
  const best = rows.reduce((found, row) => (rose(row) > rose(found) ? row : found), rows[0]);
  return rose(best) > 0 ? best : null;
}

function headline(model) {
  const rows = model.reveal.leaderboard.slice(0, ROWS).filter((row) => !model.out.has(row.id));
  if (rows.length === 0) return gettext("Ranking");
  const most = biggestClimber(rows);
  const alone = rows[1]?.score !== rows[0].score;
  if (!most) return alone ? sentence(gettext("%(name)s leads"), { name: bdi(rows[0].nickname) }) : gettext("It is close at the top");
  const places = rose(most);
  return sentence(fill(ngettext("%(name)s climbs %(n)s place", "%(name)s climbs %(n)s places", places), { n: places, name: "%(name)s" }), {
    name: bdi(most.nickname),
  });
}

function line(row, start, isMost, page) {
  const by = rose(row);
  const moved =
    by > 0
      ? fill(ngettext("up %(n)s", "up %(n)s", by), { n: by })
      : by < 0
        ? fill(ngettext("down %(n)s", "down %(n)s", -by), { n: -by })
        : "";
  return el(
    "li",
    { class: isMost ? "most" : null, "data-was": start, "data-player": row.id },
    el("span", { class: "place" }, number(row.rank)),
    nameButton(row, page),
    el("span", { class: "gain" }, moved ? [el("span", { "aria-hidden": "true" }, `${by > 0 ? "▲" : "▼"} ${number(Math.abs(by))}`), hidden(moved)] : null),
    el("b", { class: "score" }, number(row.score)),
  );
}

// Who was put out keeps the line until the next question, so that the places still add up; the name leaves the screen.
export function markOut(model) {
  const heading = document.querySelector(".step-ranking h1");
  for (const row of document.querySelectorAll(".ranks > li:not(.out)")) {
    if (!model.out.has(row.dataset.player)) continue;
    if (row.contains(document.activeElement)) heading.focus();
    row.classList.add("out");
    row.querySelector(".who").replaceWith(el("span", { class: "gone" }, gettext("Put out")));
    heading.replaceChildren(...[headline(model)].flat());
  }
}

// One curve a row, from where it was to where it is. Numbers in attributes, so a strict policy allows them.
function slopes(rows, starts, most) {
  const many = rows.length;
  const path = (row, index) => {
    const from = Math.min(starts[index] - 0.5, many + 0.5);
    const look = row === most ? "most" : rose(row) > 0 ? "up" : null;
    return svg("path", { class: look, d: `M0 ${from}C50 ${from} 50 ${index + 0.5} 100 ${index + 0.5}` });
  };
  return svg("svg", { class: "slopes", viewBox: `0 0 100 ${many}`, preserveAspectRatio: "none", "aria-hidden": "true" }, rows.map(path));
}
