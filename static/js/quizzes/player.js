// A player's page: joins, plays, and comes back by itself. The model is what the server said; the screen follows from it.
import { LiveSocket } from "../lib/socket.js";
import { gettext } from "../lib/text.js";
import * as asking from "./stage/player/asking.js";
import { fresh, keyOf, screenOf, takeFrame, takeSnapshot } from "./stage/player/model.js";
import { JoinForm } from "./stage/player/joining.js";
import * as outside from "./stage/player/standing.js";
import { finished, told } from "./stage/player/telling.js";
import { Token } from "./stage/player/token.js";
import { announce, show } from "./stage/screens.js";

const SCREENS = { ...asking, ...outside, finished, told };
const HOLD_ON_AFTER = 1000; // ms without a connection until the page says so
const LOOK_AGAIN = 5000; // ms between two tries to get into a full room

const page = document.body.dataset;
const token = new Token(page.pin, page.game);
const form = new JoinForm(document.getElementById("join"), (nickname) => enter(nickname));
const home = page.home;

let model = { ...fresh(), title: page.title, pin: page.pin };
let coming = null; // the frame that gets us in: join, later rejoin
let pending = null; // {question, answer}: sent, not yet known to be stored
let attempt = 0; // of the running question: raised when an answer is refused and may be given again
let draft = { index: -1, value: undefined };
let holdOn = 0;
let turn = 0; // timer of what happens by itself

const socket = new LiveSocket(`/ws/games/${page.pin}/`, { hello: () => coming, frame: received, link: linked });

start();

async function start() {
  const mine = await token.find();
  if (mine) {
    coming = { type: "rejoin", token: mine };
    form.hide();
    holdOn = setTimeout(sayHoldOn, HOLD_ON_AFTER);
    socket.start();
  } else if (page.phase === "finished") show("over", () => outside.over(model, { home }));
  else form.focus();
}

function enter(nickname) {
  coming = { type: "join", nickname };
  if (!socket.send(coming)) socket.start();
}

function linked(open) {
  clearTimeout(holdOn);
  if (open) return;
  if (coming?.type === "join") form.wait(gettext("No connection yet. Trying again…"));
  else holdOn = setTimeout(sayHoldOn, HOLD_ON_AFTER);
}

function sayHoldOn() {
  show("rejoining", () => outside.rejoining(model, { retry: () => socket.retryNow() }));
}

function received(frame) {
  if (frame.type === "error") refused(frame);
  else if (frame.state) admitted(frame);
  else {
    const before = model.index;
    model = takeFrame(model, frame);
    if (frame.type === "received") stored(frame.question);
    if (frame.type === "question" && model.index !== before) forgetAnswer();
    if (frame.type === "resumed" && pending) sendAgain();
    if (frame.type === "kicked") leave();
    draw();
  }
}

function admitted(frame) {
  clearTimeout(holdOn);
  clearTimeout(turn);
  token.save(frame.token);
  coming = { type: "rejoin", token: frame.token };
  model = takeSnapshot(model, frame);
  if (pending) sendAgain();
  draw();
}

// The connection broke while an answer was on its way: the snapshot says whether it arrived.
function sendAgain() {
  const stillOpen = model.phase === "question" && model.index === pending.question && !model.paused;
  if (stillOpen && !model.answered) socket.send({ type: "answer", ...pending });
  else if (model.index !== pending.question || model.answered || model.phase !== "question") pending = null;
}

function answer(value) {
  pending = { question: model.index, answer: value };
  socket.send({ type: "answer", ...pending });
}

function stored(question) {
  if (pending?.question !== question) return;
  model = { ...model, answered: true, answer: pending.answer };
  pending = null;
}

function forgetAnswer() {
  pending = null;
  attempt = 0;
}

const REFUSALS = {
  already_answered: () => {
    stored(model.index);
    model = { ...model, answered: true };
  },
  too_late: () => {
    pending = null;
    announce(gettext("Too late: the time was up."));
  },
  not_joined: () => {
    // The game does not know this token any more.
    token.forget();
    model = { ...fresh(), title: page.title, pin: page.pin };
    coming = null;
    socket.stop();
    form.show();
  },
  locked: () => shutOut("locked"),
  full: () => {
    shutOut("full");
    turn = setTimeout(tryAgain, LOOK_AGAIN);
  },
  not_found: () => {
    leave();
    show("over", () => outside.over(model, { home }));
  },
};

function refused({ code, detail }) {
  if (REFUSALS[code]) REFUSALS[code]();
  else if (coming?.type === "join" && !model.me) form.refuse(detail);
  else if (pending) {
    // Paused in the same moment, or too much at once: it may be given again.
    pending = null;
    attempt += 1;
    announce(detail);
  }
  if (model.me) draw();
}

function shutOut(screen) {
  socket.stop();
  show(screen, () => SCREENS[screen](model, { home, again: tryAgain }));
}

function tryAgain() {
  clearTimeout(turn);
  socket.start();
}

function leave() {
  token.forget();
  coming = null;
  socket.stop();
}

function draftOf(index) {
  if (draft.index !== index) draft = { index, value: undefined };
  return draft;
}

function draw() {
  clearTimeout(turn);
  const now = socket.clock.now();
  const name = screenOf(model, now);
  if (name === "reading") {
    model.readFor ??= model.opensAt - now;
    turn = setTimeout(draw, Math.max(0, model.opensAt - now) + 5);
  }
  const around = { clock: socket.clock, send: answer, draft: draftOf(model.index), home };
  show(keyOf(name, model, attempt), () => SCREENS[name](model, around));
  if (name === "finished") socket.stop();
}
