/* A typed answer: the spellings that count, and how strictly they are compared. */

import { questionOf, withSettings } from "../document.js";
import { find, findAll, fromTemplate, newId, reconcile, setText, setValue, word } from "../dom.js";

export function textBody(editor, key) {
  const element = fromTemplate("t-text");
  const list = find(".accepts", element);
  const field = find("input[name=accepted]", element);
  const accepted = () => questionOf(editor.history.quiz, key).settings.accepted || [];
  const set = (changes, merge) => editor.change(word("did-settings"), withSettings(editor.history.quiz, key, changes), { place: key, merge });

  const add = () => {
    const spellings = field.value.split(/[\n;]/).map((one) => one.trim()).filter((one) => one && !accepted().includes(one));
    field.value = "";
    if (spellings.length) set({ accepted: [...accepted(), ...new Set(spellings)] });
  };
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === ";") { event.preventDefault(); add(); }
    if (event.key === "Backspace" && !field.value && accepted().length) { event.preventDefault(); set({ accepted: accepted().slice(0, -1) }); }
  });
  field.addEventListener("change", add);
  find("[data-add]", element).addEventListener("click", () => { add(); field.focus(); });
  list.addEventListener("click", (event) => {
    const gone = event.target.closest("button")?.closest("li")?.dataset.key;
    if (gone === undefined) return;
    set({ accepted: accepted().filter((one) => one !== gone) });
    field.focus();
  });
  const group = newId("typos");
  for (const choice of findAll("[data-setting=typos] input", element)) {
    choice.name = group;
    choice.addEventListener("change", () => set({ typos: Number(choice.value) }));
  }
  for (const name of ["match_case", "match_accents"]) {
    find(`input[name=${name}]`, element).addEventListener("change", (event) => set({ [name]: !event.target.checked || undefined }));
  }
  return { element, sync: (question) => sync(element, list, question.settings) };
}

function sync(element, list, settings) {
  const items = (settings.accepted || []).map((text) => ({ key: text, text }));
  reconcile(list, items, () => fromTemplate("t-accepted"), (row, { text }) => {
    setText(find("bdi", row), text);
    find("button", row).setAttribute("aria-label", word("remove", { what: text }));
  });
  for (const choice of findAll("[data-setting=typos] input", element)) setValue(choice, Number(choice.value) === (settings.typos || 0));
  // The switches are said the kind way round: on forgives.
  setValue(find("input[name=match_case]", element), !settings.match_case);
  setValue(find("input[name=match_accents]", element), !settings.match_accents);
}
