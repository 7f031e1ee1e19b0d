// What the host's page and a player's know alike: where the game is, and when its question opens and closes.

export const fresh = () => ({
  phase: null,
  title: "",
  pin: "",
  mode: "classic",
  total: 0,
  index: -1,
  question: null,
  readFor: null, // ms of the reading phase that were left when this page first saw it
  opensAt: null,
  closesAt: null,
  locked: false,
  paused: false,
  left: null,
  reveal: null,
  finished: null,
});

export const fromState = (state) => ({
  phase: state.phase,
  title: state.title,
  pin: state.pin,
  mode: state.mode,
  total: state.total,
  index: state.index,
  question: state.question,
  readFor: null,
  opensAt: state.opens_at,
  closesAt: state.closes_at,
  locked: state.locked,
  paused: state.paused,
  left: state.left,
  reveal: state.reveal,
  finished: state.finished,
});

// Each: (model, frame) → what changes.
const CHANGES = {
  question: (model, frame) => ({
    phase: "question",
    index: frame.index,
    total: frame.total,
    question: frame.question,
    readFor: null,
    opensAt: frame.opens_at,
    closesAt: frame.closes_at,
    paused: false,
    left: null,
    reveal: null,
  }),
  reveal: (model, frame) => ({ phase: "reveal", index: frame.question, reveal: frame, paused: false }),
  finished: (model, frame) => ({ phase: "finished", finished: frame, paused: false }),
  paused: (model, frame) => ({ paused: true, left: frame.left }),
  resumed: (model, frame) => ({
    paused: false,
    left: null,
    opensAt: frame.opens_at ?? model.opensAt,
    closesAt: frame.closes_at ?? model.closesAt,
  }),
  locked: (model, frame) => ({ locked: frame.locked }),
};

// First what every page takes from a frame, then what this one adds to it.
export const taking = (own) => (model, frame) => ({
  ...model,
  ...CHANGES[frame.type]?.(model, frame),
  ...own[frame.type]?.(model, frame),
});
