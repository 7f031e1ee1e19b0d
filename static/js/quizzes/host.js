// The host's page: lobby, question, reveal, ranking, podium. The model is what the server said; the screen follows from it.
import { el } from "../lib/dom.js";
import { LiveSocket } from "../lib/socket.js";
import { gettext } from "../lib/text.js";
import { Ask, reading } from "./stage/host/asking.js";
import { askToEnd, askToKick } from "./stage/host/dialogs.js";
import { Lobby } from "./stage/host/lobby.js";
import { fresh, hasRanking, keyOf, putOut, screenOf, takeFrame, takeSnapshot } from "./stage/host/model.js";
import { button } from "./stage/host/parts.js";
import { podium } from "./stage/host/podium.js";
import { markOut, ranking } from "./stage/host/ranking.js";
import { reveal } from "./stage/host/revealing.js";
import { Sound } from "./stage/host/sound.js";
import { announce, show } from "./stage/screens.js";

const SAY_LOST_AFTER = 1000; // ms

const data = document.body.dataset;
const lobby = new Lobby();
const ask = new Ask();
const SCREENS = {
  lobby: (model, page) => lobby.screen(model, page),
  ask: (model, page) => ask.screen(model, page),
  reading,
  reveal,
  ranking,
  podium,
};
const UPDATES = { lobby, ask, ranking: { update: markOut } };

let lost = 0; // timer until the page says that the connection is gone
let opening = 0; // timer until the reading phase is over
let note = null;

const socket = new LiveSocket(`/ws/games/${data.pin}/`, { hello: () => ({ type: "host" }), frame: received, link: linked });

// What the screens may use.
const page = {
  model: { ...fresh(), title: data.title, pin: data.pin, total: Number(data.total) },
  clock: socket.clock,
  sound: new Sound(),
  joinAt: data.joinAt,
  again: data.again,
  results: data.results,
  home: data.home,
  qr: () => document.getElementById("qr").content.cloneNode(true),
  command,
  turn,
  fullScreen,
  askToKick: (player, nickname) => askToKick(nickname, () => kick(player)),
  endButton: () => button(gettext("End"), () => askToEnd(() => command("end")), { look: "quiet" }),
};

addEventListener("keydown", pressed);
socket.start();

function command(type, fields = {}) {
  const isSent = socket.send({ type, ...fields });
  if (!isSent) tell(gettext("No connection: try that again in a moment."));
  return isSent;
}

function kick(player) {
  if (!command("kick", { player })) return;
  page.model = putOut(page.model, player);
  announce(gettext("Put out")); // in the place of what was said before: the name may stand in it
  draw();
}

function linked(open) {
  clearTimeout(lost);
  if (open) untell();
  else lost = setTimeout(() => tell(gettext("Connection lost. The game goes on; coming back…")), SAY_LOST_AFTER);
}

function received(frame) {
  const before = page.model;
  if (frame.type === "error") return refused(frame);
  page.model = frame.state ? takeSnapshot(before, frame) : takeFrame(before, frame);
  if (frame.type === "reveal") page.sound.gong();
  draw();
}

function refused({ code, detail }) {
  if (code === "wrong_state") return; // another device of the host was faster; the frame that says so is on its way
  if (code === "not_host" || code === "not_found") {
    socket.stop();
    location.assign(code === "not_host" ? `${data.signIn}?next=${encodeURIComponent(location.pathname)}` : data.home);
    return;
  }
  tell(detail);
}

function draw() {
  clearTimeout(opening);
  const { model } = page;
  const now = page.clock.now();
  const name = screenOf(model, now);
  if (name === "reading") {
    model.readFor ??= model.opensAt - now;
    opening = setTimeout(draw, Math.max(0, model.opensAt - now) + 5);
  }
  show(keyOf(name, model), () => SCREENS[name](model, page));
  UPDATES[name]?.update(model, page);
}

// The reveal has two steps: the answer, then the climb.
function turn(step) {
  page.model = { ...page.model, step };
  draw();
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => tell(gettext("This browser does not allow a full screen.")));
}

function tell(text) {
  note ??= el("p", { class: "toast" });
  note.textContent = text;
  document.body.append(note);
  announce(text);
}

function untell() {
  note?.remove();
}

// Space presses the last button. The letters do what the host's settings page says.
const KEYS = {
  " ": () => document.querySelector(".controls > :last-child")?.click(),
  p: () => command(page.model.paused ? "resume" : "pause"),
  r: () => page.model.phase === "reveal" && hasRanking(page.model) && turn(page.model.step === "ranking" ? "answer" : "ranking"),
  l: () => command("lock", { locked: !page.model.locked }),
  f: fullScreen,
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (document.querySelector("dialog[open]")) return;
  // On a button or a link Space already means that one.
  if (event.key === " " && event.target.closest("button, a, input")) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
}
