// Sounds made on the spot: a tick in the last five seconds, a gong at the end. Off until somebody presses the button.

export class Sound {
  #context = null;
  isOn = false;

  toggle() {
    this.isOn = !this.isOn;
    if (!this.isOn) return;
    // Browsers only let a press of a button start sound.
    this.#context ??= new AudioContext();
    this.#context.resume();
    this.tick();
  }

  tick() {
    this.#strike({ frequency: 880, seconds: 0.09, volume: 0.18 });
  }

  gong() {
    for (const [frequency, seconds] of [
      [196, 2.4],
      [294, 1.9],
      [415, 1.2],
    ])
      this.#strike({ frequency, seconds, volume: 0.16 });
  }

  #strike({ frequency, seconds, volume }) {
    if (!this.isOn) return;
    const { currentTime, destination } = this.#context;
    const tone = new OscillatorNode(this.#context, { type: "sine", frequency });
    const loudness = new GainNode(this.#context, { gain: 0 });
    loudness.gain.setValueAtTime(volume, currentTime);
    loudness.gain.exponentialRampToValueAtTime(0.0001, currentTime + seconds);
    tone.connect(loudness).connect(destination);
    tone.start(currentTime);
    tone.stop(currentTime + seconds);
  }
}
