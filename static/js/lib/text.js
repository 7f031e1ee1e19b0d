// Words of the page's language. Django's catalog (a plain script before the modules) defines the globals used here.
const same = (text) => text;
const either = (one, many, count) => (count === 1 ? one : many);

export const gettext = globalThis.gettext ?? same;
export const ngettext = globalThis.ngettext ?? either;

const language = document.documentElement.lang || undefined;
const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 10 });
const signed = new Intl.NumberFormat(language, { signDisplay: "exceptZero" });

export const number = (value) => numbers.format(value);
export const plus = (value) => signed.format(value);

// fill("%(n)s of %(m)s", {n: 1, m: 2}): the same marks as in Python, so translators see one kind. Numbers are formatted.
export function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => (typeof values[name] === "number" ? number(values[name]) : values[name]));
}

const places = new Intl.PluralRules(language, { type: "ordinal" });
const PLACE = {
  one: () => gettext("%(n)sst"),
  two: () => gettext("%(n)snd"),
  few: () => gettext("%(n)srd"),
};

// 1st, 2nd, 3rd, as the language says it.
export function ordinal(value) {
  const form = PLACE[places.select(value)] ?? (() => gettext("%(n)sth"));
  return fill(form(), { n: value });
}
