// The server's clock, seen from here: of the last pings the one with the shortest way there and back is believed.
const KEPT = 8;

export class Clock {
  #samples = [];
  #guess = 0;

  // A frame told the time without being asked: better than nothing until the first pong.
  hint(serverTime) {
    if (this.#samples.length === 0) this.#guess = serverTime - Date.now();
  }

  // `sentAt` and the present are of this machine's clock.
  sample(sentAt, serverTime) {
    const now = Date.now();
    this.#samples.push({ trip: now - sentAt, offset: serverTime - (sentAt + now) / 2 });
    if (this.#samples.length > KEPT) this.#samples.shift();
    this.#guess = this.#samples.reduce((best, one) => (one.trip < best.trip ? one : best)).offset;
  }

  // A new connection may go another way, and the phone may have slept since.
  forget() {
    this.#samples = [];
  }

  now() {
    return Date.now() + this.#guess;
  }
}
