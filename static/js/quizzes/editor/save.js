/* Saves by itself and says so. One request at a time; what cannot be sent is kept here and tried again.
   States: saved, waiting, saving, offline, refused, signed-out, gone, stale (somebody else saved meanwhile). */

import { call } from "../../lib/api.js";
import { forget, keep } from "./keep.js";
import { fromWire, same, toWire } from "./wire.js";

const REST = 700;                 // after the last keystroke
const RETRIES = [2, 4, 8, 15, 30].map((seconds) => seconds * 1000);

export class Saver {
  #timer = 0;
  #running = false;
  #failures = 0;
  #state = "saved";
  #unanswered = [];               // sent, and whether it arrived is not known

  /** `on` hears `state(name, detail)`, `problems(list, quiz)`, `stale(theirs)`. */
  constructor({ url, quizId, history, ids, revision, on }) {
    Object.assign(this, { url, quizId, history, ids, revision, on });
    this.saved = history.quiz;
    history.onChange(() => this.#changed());
    addEventListener("online", () => this.now());
    addEventListener("pagehide", () => this.now({ keepalive: true }));
    document.addEventListener("visibilitychange", () => this.now({ keepalive: document.hidden }));
  }

  get state() { return this.#state; }
  get dirty() { return this.history.quiz !== this.saved; }

  #become(state, detail = "") {
    this.#state = state;
    this.on.state(state, detail);
  }

  #changed() {
    this.#keepHere();
    if (["stale", "gone"].includes(this.#state)) return;
    if (this.#state !== "offline") this.#become("waiting");
    this.#later(REST);
  }

  #keepHere() {
    keep(this.quizId, this.revision, { at: Date.now(), quiz: this.history.quiz, ids: this.ids.entries() });
  }

  #later(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), wait);
  }

  /** Saves at once if there is something to save. */
  async now({ keepalive = false } = {}) {
    clearTimeout(this.#timer);
    if (this.#running || !this.dirty || ["stale", "gone"].includes(this.#state)) return;
    const sent = this.history.quiz;
    this.#running = true;
    this.#unanswered.push(sent);
    this.#become("saving");
    try {
      this.#took(sent, await call("PATCH", this.url, toWire(sent, this.ids, this.revision), { keepalive }));
    } catch (error) {
      await this.#failed(error);
    } finally {
      this.#running = false;
    }
    // What was typed while the request was on its way.
    if (this.dirty && ["saved", "waiting"].includes(this.#state)) this.#later(REST);
  }

  #took(sent, answer) {
    this.#failures = 0;
    this.#unanswered = [];
    forget(this.quizId, this.revision);
    this.revision = answer.revision;
    this.ids.learn(sent, answer);
    this.saved = sent;
    this.on.problems(answer.problems, sent);
    if (this.dirty) this.#keepHere();
    this.#become(this.dirty ? "waiting" : "saved");
  }

  async #failed(error) {
    if (error.status === 409 && error.code === "stale") return this.#meetTheirs();
    if (error.status === 401 || error.status === 403) return this.#become("signed-out");
    if (error.status === 404) return this.#become("gone");
    if (error.passes) return this.#retry();
    if (error.status) return this.#become("refused", error.message);
    throw error;
  }

  #retry() {
    this.#become("offline");
    this.#later(RETRIES[Math.min(this.#failures, RETRIES.length - 1)]);
    this.#failures += 1;
  }

  async #meetTheirs() {
    try {
      this.conflict(await call("GET", this.url));
    } catch {
      this.#retry();
    }
  }

  /** What the page before this one may have sent on its way out. */
  remember(quiz) { this.#unanswered.push(quiz); }

  /** Somebody else saved since. Saving rests until `settle`; both versions are at hand. */
  conflict(answer) {
    const theirs = fromWire(answer, this.ids);
    // A save that arrived while its answer got lost looks like somebody else's. It is ours.
    const own = [this.history.quiz, ...this.#unanswered].find((one) => same(theirs, one));
    if (own) {
      this.#took(own, answer);
      if (this.dirty) this.#later(REST);
      return;
    }
    this.theirs = { answer, quiz: theirs };
    this.#become("stale");
    this.on.stale(theirs);
  }

  /** Ends a conflict with the version that is to stand. Undo leads to the other one. */
  settle(label, quiz) {
    const { answer, quiz: theirs } = this.theirs;
    forget(this.quizId, this.revision);
    this.revision = answer.revision;
    this.ids.learn(theirs, answer);
    this.saved = theirs;
    this.theirs = null;
    this.#state = "waiting";
    if (quiz !== theirs) this.history.change(label, theirs);
    this.history.change(label, quiz);
    if (this.dirty) this.now();
    else {
      forget(this.quizId, this.revision);
      this.on.problems(answer.problems, theirs);
      this.#become("saved");
    }
  }
}
