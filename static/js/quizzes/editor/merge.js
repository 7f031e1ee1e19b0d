/* Two versions of one quiz: what differs, and both in one. Pure. */

import { copyOf } from "./document.js";
import { sameQuestion } from "./wire.js";

const DETAILS = ["title", "description", "visibility", "language"];

/** What reads differently: [{place, mine, theirs}], a question or undefined on each side; `place` is null for the quiz itself. */
export function differences(mine, theirs) {
  const found = DETAILS.filter((name) => mine[name] !== theirs[name])
    .map((name) => ({ place: null, mine: mine[name], theirs: theirs[name] }));
  mine.questions.forEach((question, place) => {
    const other = theirs.questions.find((one) => one.key === question.key);
    if (!other || !sameQuestion(question, other)) found.push({ place, mine: question.prompt, theirs: other?.prompt });
  });
  theirs.questions.forEach((question, place) => {
    if (!mine.questions.some((one) => one.key === question.key)) found.push({ place, mine: undefined, theirs: question.prompt });
  });
  return found;
}

/** Mine, and after each question that they wrote otherwise, theirs as a question of its own. */
export function both(mine, theirs) {
  const standing = new Set(mine.questions.map((one) => one.key));
  const questions = mine.questions.flatMap((question) => {
    const other = theirs.questions.find((one) => one.key === question.key);
    return other && !sameQuestion(question, other) ? [question, copyOf(other)] : [question];
  });
  return { ...mine, questions: [...questions, ...theirs.questions.filter((one) => !standing.has(one.key))] };
}

const AROUND = 24;

/** Where two texts part: for each {before, changed, after}, with only a little of what they share. */
export function excerpts(one, other) {
  const shortest = Math.min(one.length, other.length);
  let start = 0;
  while (start < shortest && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shortest - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const from = start > AROUND ? one.lastIndexOf(" ", start - AROUND) + 1 : 0;
  return [one, other].map((text) => {
    const until = text.length - end;
    return {
      before: (from ? "…" : "") + text.slice(from, start),
      changed: text.slice(start, until),
      after: text.slice(until, until + AROUND) + (end > AROUND ? "…" : ""),
    };
  });
}
