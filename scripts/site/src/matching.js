// What people type against the names in the index: exact names first, then beginnings of words.

/** The index as entries that can be matched: `[kinds, [[kind, label, page, [other names]]]]`. */
export function prepared([kinds, entries]) {
  return entries.map(([kind, label, page, others = []], at) => {
    const names = [label, ...others].map(folded);
    return { kind: kinds[kind], label, page, others, names, words: names.map((name) => name.split(" ")), rank: kind, at };
  });
}

/** Case, accents, dashes, quotes and full stops do not count; the United States have two names. */
export function folded(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/(?<=\p{L})\.(?=\p{L})|(?<=\b\p{L})\./gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .replace(/\bunited states( of america)?\b|\busa\b/g, "us");
}

/** The entries that a text may mean, the best first. */
export function matches(entries, text) {
  const wanted = folded(text);
  if (!wanted) return [];
  const words = wanted.split(" ");
  const number = /^\d{1,3}$/.test(wanted) ? wanted.padStart(3, "0") : null;
  return entries
    .map((entry) => [quality(entry, wanted, words, number), entry])
    .filter(([quality]) => quality < 5)
    // Of names that begin alike the shorter is meant; of others the kinds come in their order.
    .sort(([a, one], [b, other]) => a - b || (a === 1 && late(one) - late(other)) || (a === 1 && one.label.length - other.label.length) || one.rank - other.rank || one.label.length - other.label.length || one.at - other.at)
    .map(([, entry]) => entry);
}

/** Things come before what is said of them and asked of them. */
const late = ({ kind }) => ["question", "class", "property", "code", "statement"].indexOf(kind);

/** 0: a whole name; 1: its beginning; 2: beginnings of words of one name; 3: of all, and the kind. */
function quality({ names, words: told, kind }, wanted, words, number) {
  if (names.includes(wanted) || (number && names.includes(number))) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  const begins = (some) => words.every((word) => some.some((one) => one.startsWith(word)));
  if (told.some(begins)) return 2;
  return begins([...told.flat(), ...folded(kind).split(" ")]) ? 3 : 5;
}

/** Where nothing matches: the entries whose words differ by a letter or two, the nearest first. */
export function nearest(entries, text) {
  const words = folded(text).split(" ").filter(Boolean);
  const far = (word) => (word.length < 4 ? 0 : word.length < 7 ? 1 : 2);
  const found = [];
  for (const entry of entries) {
    let best = Infinity;
    for (const told of entry.words) {
      let sum = 0;
      for (const word of words) {
        const least = Math.min(...told.map((one) => distance(word, one, far(word))));
        sum += least <= far(word) ? least : Infinity;
      }
      best = Math.min(best, sum);
    }
    if (best < Infinity) found.push([best, entry]);
  }
  found.sort(([a, one], [b, other]) => a - b || one.rank - other.rank || one.label.length - other.label.length || one.at - other.at);
  return found.map(([, entry]) => entry);
}

/** Letters put in, left out, replaced or exchanged with the next, between a word and another's beginning. */
function distance(word, other, most) {
  if (other.startsWith(word)) return 0;
  if (other.length < word.length - most) return Infinity;
  const end = Math.min(other.length, word.length + most);
  let older = [];
  let old = Array.from({ length: end + 1 }, (_, at) => at);
  for (let i = 1; i <= word.length; i++) {
    const row = [i];
    for (let j = 1; j <= end; j++) {
      const same = word[i - 1] === other[j - 1];
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    [older, old] = [old, row];
  }
  return Math.min(...old);
}
