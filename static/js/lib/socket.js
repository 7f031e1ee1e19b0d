// A socket that comes back by itself, and the server's clock. What is said after each connect is the caller's: `hello`.
import { Clock } from "./clock.js";

const FIRST_WAIT = [150, 400]; // ms: thousands of phones come back at once, so nobody waits equally long
const LONGEST_WAIT = 1500;
const PATIENT_AFTER = 20; // tries
const PATIENT_WAIT = 5000;
const CONNECT_WITHIN = 4000;
const SAMPLES_AT = [0, 700, 1800];
const PING_EVERY = 10_000;
const ANSWER_WITHIN = 4000;
const WAKE_ANSWER_WITHIN = 1500;

const between = (low, high) => low + Math.random() * (high - low);

export class LiveSocket {
  clock = new Clock();
  #url;
  #callbacks;
  #socket = null;
  #tries = 0;
  #stopped = true;
  #timers = new Set();
  #waiting = null; // what runs out when no frame comes

  // `hello()` answers the frame to send after a connect; `frame(frame)` takes what comes;
  // `link(open, code)` tells when the connection opens or is lost.
  constructor(path, { hello, frame, link }) {
    this.#url = new URL(path, location.href);
    this.#url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.#callbacks = { hello, frame, link };
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#lose(1001));
    addEventListener("pageshow", () => this.#wake());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#wake());
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  start() {
    this.#stopped = false;
    this.#tries = 0;
    if (this.#socket === null) this.#connect();
  }

  stop() {
    this.#stopped = true;
    this.#drop();
  }

  // Whether it went out. What matters is kept by the caller and said again after the next hello.
  send(frame) {
    if (!this.isOpen) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #connect() {
    this.#clearTimers();
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    const mine = (act) => (event) => socket === this.#socket && act(event);
    socket.addEventListener("open", mine(() => this.#opened()));
    socket.addEventListener("message", mine((event) => this.#received(event.data)));
    socket.addEventListener("close", mine((event) => this.#lose(event.code)));
    this.#later(CONNECT_WITHIN, () => !this.isOpen && this.#lose(1006));
  }

  #opened() {
    this.#clearTimers();
    this.clock.forget();
    const hello = this.#callbacks.hello();
    if (hello) this.send(hello);
    for (const at of SAMPLES_AT) this.#later(at * between(0.8, 1.2), () => this.#ping(ANSWER_WITHIN));
    this.#later(PING_EVERY, () => this.#pingForever());
    this.#callbacks.link(true, 0);
  }

  #pingForever() {
    this.#ping(ANSWER_WITHIN);
    this.#later(PING_EVERY * between(0.8, 1.2), () => this.#pingForever());
  }

  // A phone that lost its network is told so by nobody: what answers nothing is gone.
  #ping(within) {
    if (!this.send({ type: "ping", t: Date.now() })) return;
    this.#waiting ??= this.#later(within, () => this.#lose(1006));
  }

  #received(text) {
    if (this.#waiting !== null) {
      clearTimeout(this.#waiting);
      this.#waiting = null;
    }
    const frame = JSON.parse(text);
    if (frame.type === "pong") {
      this.clock.sample(frame.t, frame.server_time);
      return;
    }
    const told = frame.server_time ?? frame.state?.server_time;
    if (told) this.clock.hint(told);
    if (frame.state) this.#tries = 0; // only a snapshot proves that we are in again
    this.#callbacks.frame(frame);
  }

  #lose(code) {
    if (this.#stopped || this.#socket === null) return;
    this.#drop();
    this.#callbacks.link(false, code);
    if (this.#stopped) return; // the caller had enough
    this.#later(this.#nextWait(), () => this.#connect());
  }

  #nextWait() {
    this.#tries += 1;
    const [low, high] = FIRST_WAIT;
    const factor = 2 ** Math.min(this.#tries - 1, 8);
    if (this.#tries > PATIENT_AFTER) return between(0.6, 1) * PATIENT_WAIT;
    return Math.min(between(low, high) * factor, between(0.7, 1) * LONGEST_WAIT);
  }

  // The page is looked at again, or the network is back: find out at once, not at the next ping.
  #wake() {
    if (this.#stopped) return;
    this.#tries = 0;
    if (this.isOpen) this.#ping(WAKE_ANSWER_WITHIN);
    else if (this.#socket === null || this.#socket.readyState > WebSocket.OPEN) this.#connect();
  }

  retryNow() {
    if (this.isOpen) return;
    this.#drop();
    this.#stopped = false;
    this.#connect();
  }

  #drop() {
    this.#clearTimers();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #later(wait, act) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, wait);
    this.#timers.add(timer);
    return timer;
  }

  #clearTimers() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting = null;
  }
}
