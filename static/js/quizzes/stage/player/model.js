// What a player's page knows. A snapshot sets all of it, a frame changes some: both ways lead to the same screen.

export const fresh = () => ({
  me: null, // {id, nickname}
  token: null,
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
  answered: false,
  answer: null,
  score: 0,
  rank: 0,
  streak: 0,
  reveal: null,
  finished: null,
  kicked: false,
});

export function takeSnapshot(model, frame) {
  const { state, player, token } = frame;
  return {
    ...model,
    me: player,
    token,
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
    answered: state.answered,
    answer: state.answer,
    score: state.score,
    rank: state.rank,
    streak: state.streak,
    reveal: state.reveal,
    finished: state.finished,
    kicked: false,
  };
}

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
    answered: false,
    answer: null,
    reveal: null,
  }),
  received: (model, frame) => (frame.question === model.index ? { answered: true } : {}),
  reveal: (model, frame) => ({
    phase: "reveal",
    index: frame.question,
    reveal: frame,
    paused: false,
    answer: frame.you.answer,
    score: frame.you.score,
    rank: frame.you.rank,
    streak: frame.you.streak,
  }),
  finished: (model, frame) => ({ phase: "finished", finished: frame, paused: false, score: frame.you.score, rank: frame.you.rank }),
  paused: (model, frame) => ({ paused: true, left: frame.left }),
  resumed: (model, frame) => ({
    paused: false,
    left: null,
    opensAt: frame.opens_at ?? model.opensAt,
    closesAt: frame.closes_at ?? model.closesAt,
  }),
  locked: (model, frame) => ({ locked: frame.locked }),
  kicked: () => ({ kicked: true }),
};

export function takeFrame(model, frame) {
  const change = CHANGES[frame.type];
  return change ? { ...model, ...change(model, frame) } : model;
}

// Which screen shows this model at `now` of the server's clock.
export function screenOf(model, now) {
  if (model.kicked) return "kicked";
  if (model.phase === "finished") return "finished";
  if (model.paused) return "paused";
  if (model.phase === "lobby") return "waiting";
  if (model.phase === "reveal") return model.question?.kind === "slide" ? "slide" : "told";
  if (model.question.kind === "slide") return "slide";
  if (model.answered) return "received";
  return now < model.opensAt ? "reading" : "question";
}

// Two models with the same key look the same, so what somebody is typing stays.
export function keyOf(screen, model, attempt) {
  if (screen === "question") return `question:${model.index}:${attempt}`;
  if (["reading", "received", "slide", "told"].includes(screen)) return `${screen}:${model.index}`;
  return screen === "paused" ? `paused:${model.phase}:${model.index}` : screen;
}
