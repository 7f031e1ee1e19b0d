// What the host's page knows. A snapshot sets all of it, a frame changes some: both ways lead to the same screen.

export const fresh = () => ({
  phase: null,
  title: "",
  pin: "",
  mode: "classic",
  settings: {},
  total: 0,
  index: -1,
  question: null,
  readFor: null, // ms of the reading phase that were left when this page first saw it
  opensAt: null,
  closesAt: null,
  locked: false,
  paused: false,
  left: null,
  players: new Map(), // id → nickname, in the order they came
  count: 0, // how many are connected, by the server's count
  answered: 0,
  reveal: null,
  finished: null,
  step: "answer", // of a reveal: "answer", then "ranking"
});

export function takeSnapshot(model, { state }) {
  const moved = model.index !== state.index || model.phase !== state.phase;
  return {
    ...model,
    phase: state.phase,
    title: state.title,
    pin: state.pin,
    mode: state.mode,
    settings: state.settings,
    total: state.total,
    index: state.index,
    question: state.question,
    readFor: null,
    opensAt: state.opens_at,
    closesAt: state.closes_at,
    locked: state.locked,
    paused: state.paused,
    left: state.left,
    players: new Map(state.players.map((player) => [player.id, player.nickname])),
    count: state.players.length,
    answered: state.answered,
    reveal: state.reveal,
    finished: state.finished,
    step: moved ? "answer" : model.step,
  };
}

const CHANGES = {
  lobby: (model, frame) => {
    const players = new Map(model.players);
    for (const id of frame.left) players.delete(id);
    for (const player of frame.joined) players.set(player.id, player.nickname);
    return { players, count: frame.players };
  },
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
    answered: 0,
    reveal: null,
    step: "answer",
  }),
  progress: (model, frame) => (frame.question === model.index ? { answered: frame.answered, count: frame.players } : {}),
  reveal: (model, frame) => ({ phase: "reveal", index: frame.question, reveal: frame, paused: false, step: "answer" }),
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

export function takeFrame(model, frame) {
  const change = CHANGES[frame.type];
  return change ? { ...model, ...change(model, frame) } : model;
}

export const isLast = (model) => model.index + 1 >= model.total;
export const hasRanking = (model) => model.reveal?.leaderboard.length > 0;

// Which screen shows this model at `now` of the server's clock.
export function screenOf(model, now) {
  if (model.phase === "lobby") return "lobby";
  if (model.phase === "finished") return "podium";
  if (model.phase === "question") return now < model.opensAt && !model.paused && model.question.kind !== "slide" ? "reading" : "ask";
  return model.step === "ranking" && hasRanking(model) ? "ranking" : "reveal";
}

// Two models with the same key look the same but for what `update` changes.
export function keyOf(screen, model) {
  if (screen === "lobby" || screen === "podium") return screen;
  return `${screen}:${model.index}:${model.locked}:${model.paused}`;
}
