// What a player's page knows. A snapshot sets all of it, a frame changes some: both ways lead to the same screen.
import * as game from "../model.js";

export const fresh = () => ({
  ...game.fresh(),
  me: null, // {id, nickname}
  token: null,
  answered: false,
  answer: null,
  score: 0,
  rank: 0,
  streak: 0,
  kicked: false,
});

export function takeSnapshot(model, { state, player, token }) {
  return {
    ...model,
    ...game.fromState(state),
    me: player,
    token,
    answered: state.answered,
    answer: state.answer,
    score: state.score,
    rank: state.rank,
    streak: state.streak,
    kicked: false,
  };
}

export const takeFrame = game.taking({
  question: () => ({ answered: false, answer: null }),
  received: (model, frame) => (frame.question === model.index ? { answered: true } : {}),
  reveal: (model, { you }) => ({ answer: you.answer, score: you.score, rank: you.rank, streak: you.streak }),
  finished: (model, { you }) => ({ score: you.score, rank: you.rank }),
  kicked: () => ({ kicked: true }),
});

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
