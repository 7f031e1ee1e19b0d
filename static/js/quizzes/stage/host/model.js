// What the host's page knows. A snapshot sets all of it, a frame changes some: both ways lead to the same screen.
import * as game from "../model.js";

export const fresh = () => ({
  ...game.fresh(),
  settings: {},
  players: new Map(), // id → nickname, in the order they came
  count: 0, // how many are connected, by the server's count
  answered: 0,
  step: "answer", // of a reveal: "answer", then "ranking"
  out: new Set(), // ids of whom this page has put out: a ranking keeps their lines
});

export function takeSnapshot(model, { state }) {
  const moved = model.index !== state.index || model.phase !== state.phase;
  return {
    ...model,
    ...game.fromState(state),
    settings: state.settings,
    players: new Map(state.players.map((player) => [player.id, player.nickname])),
    count: state.players.length,
    answered: state.answered,
    step: moved ? "answer" : model.step,
  };
}

export const takeFrame = game.taking({
  lobby: (model, frame) => {
    const players = new Map(model.players);
    for (const id of frame.left) players.delete(id);
    for (const player of frame.joined) players.set(player.id, player.nickname);
    return { players, count: frame.players };
  },
  question: () => ({ answered: 0, step: "answer" }),
  progress: (model, frame) => (frame.question === model.index ? { answered: frame.answered, count: frame.players } : {}),
  reveal: () => ({ step: "answer" }),
});

export const putOut = (model, id) => ({ ...model, out: new Set(model.out).add(id) });

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
