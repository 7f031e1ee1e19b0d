// The token that brings a player back: kept by this tab, and by the browser for a tab that was closed.
// A second tab of the same browser may be a second player, so it only takes the browser's token when no tab plays with it.
const ASK_FOR = 150; // ms

// Storage may be shut off, and then even its name throws: a reload asks for the nickname again.
const TAB = () => sessionStorage;
const BROWSER = () => localStorage;

const keep = (store, key, value) => {
  try {
    if (value === null) store().removeItem(key);
    else store().setItem(key, value);
  } catch {
    // nothing to do about it
  }
};
const read = (store, key) => {
  try {
    return store().getItem(key);
  } catch {
    return null;
  }
};

export class Token {
  #key;
  #channel;

  constructor(pin, game) {
    this.#key = `homeroom.player.${pin}.${game}`;
    this.#channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(this.#key) : null;
    this.#channel?.addEventListener("message", ({ data }) => {
      if (data === "anybody?" && this.ours) this.#channel.postMessage("me");
    });
  }

  get ours() {
    return read(TAB, this.#key);
  }

  save(token) {
    keep(TAB, this.#key, token);
    keep(BROWSER, this.#key, token);
  }

  forget() {
    this.save(null);
  }

  // The token to come back with; null for a new player.
  async find() {
    if (this.ours) return this.ours;
    const left = read(BROWSER, this.#key);
    if (!left || (await this.#isPlayedElsewhere())) return null;
    return left;
  }

  #isPlayedElsewhere() {
    if (!this.#channel) return Promise.resolve(false);
    return new Promise((resolve) => {
      const heard = ({ data }) => data === "me" && resolve(true);
      this.#channel.addEventListener("message", heard);
      this.#channel.postMessage("anybody?");
      setTimeout(() => {
        this.#channel.removeEventListener("message", heard);
        resolve(false);
      }, ASK_FOR);
    });
  }
}
