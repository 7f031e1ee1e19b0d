/* Unsaved changes in this browser: they outlive a reload, a crash and a night without network.
   One entry a quiz and revision, so that a copy made on an old revision is never taken for a newer one. */

const prefix = (quizId) => `homeroom.quiz.${quizId}.`;

/** All that is kept of this quiz, newest first: [{revision, at, quiz, ids}]. */
export function kept(quizId) {
  const found = [];
  for (let index = 0; index < localStorage.length; index += 1) {
    const name = localStorage.key(index);
    if (!name.startsWith(prefix(quizId))) continue;
    try {
      found.push({ ...JSON.parse(localStorage.getItem(name)), revision: Number(name.slice(prefix(quizId).length)) });
    } catch { /* half written by a browser that died; there is nothing to restore from it */ }
  }
  return found.sort((one, other) => other.at - one.at);
}

/** False when the browser refuses (full, or private mode): then only the server keeps it. */
export function keep(quizId, revision, copy) {
  try {
    localStorage.setItem(prefix(quizId) + revision, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function forget(quizId, revision) {
  localStorage.removeItem(prefix(quizId) + revision);
}

export function forgetAll(quizId) {
  for (const { revision } of kept(quizId)) forget(quizId, revision);
}
