// All of one row, what narrows a table, and files for saving: the notebook and the report share them.

const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]/u;

/** What a term marks: a word, also with an ending ("refunded" for "refund"), if words are spaced. */
const patternOf = (term) => {
  const plain = term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const word = `(?<![\\p{L}\\p{N}])${plain}\\p{L}{0,4}(?![\\p{L}\\p{N}])`;
  return UNSPACED.test(term) ? plain : word;
};

/** Put `text` into `element` with the search terms marked. */
function marked(element, text, terms) {
  const found = new RegExp(`(${terms.map(patternOf).join("|") || "(?!)"})`, "giu");
  text.split(found).forEach((part, k) => {
    if (part) element.append(k % 2 ? make("mark", part) : part);
  });
  return element;
}

const BRIEF = 200; // letters of a text that is only near
const LEAST_COMPARED = 0.8; // similarity from which on a text near another differs from it in some words

/**
 * Show all of one row: its whole text, what else is known of it, and rows that are like it.
 *
 * one: { title, text, terms, facts: [[name, value]], lists: [{ title, rows: [{ id, text, note, open }] }] }.
 * A note that is a similarity tells how near a row is: below LEAST_COMPARED, words are not compared.
 */
function fillDetail(box, one, ...buttons) {
  const facts = make("dl");
  for (const [name, value] of one.facts)
    if (value !== "") facts.append(make("dt", name), make("dd", { text: value, dir: "auto" }));
  const text = make("p.full", { dir: "auto", tabindex: 0 });
  const head = make(
    "div.head",
    make("h2", { id: box.getAttribute("aria-labelledby"), text: one.title }),
    ...buttons,
  );
  const lists = (one.lists ?? []).filter(({ rows }) => rows.length);
  box.replaceChildren(
    head,
    marked(text, one.text || "(no text)", one.terms ?? []),
    facts,
    ...lists.flatMap(({ title, rows }) => [
      make("h3", title),
      make("ul", ...rows.map((row) => likeRow(one.text, row))),
    ]),
  );
  box.scrollTop = 0;
}

/** A row like the one that is shown, with the words that differ or in brief. */
function likeRow(base, { id, text, note, open }) {
  const link = make("button.link", { text: id, onclick: open });
  const brief = text.length > BRIEF ? `${text.slice(0, BRIEF)}\u2026` : text;
  const same = text === base ? make("i", "the same text") : null;
  const far = Number.parseFloat(note) < LEAST_COMPARED;
  const said = same ?? (far ? brief : differ(make("span"), base, text));
  return make("li", { dir: "auto" }, link, note ? ` ${note} ` : " ", said);
}

/** Show what narrows the rows, each to be taken away alone. chips: [[what it says, undo]]. */
function fillChips(box, chips) {
  box.hidden = !chips.length;
  box.replaceChildren(
    ...chips.map(([text, undo]) =>
      make("button.wb-chip", {
        text: `${text} ✕`,
        onclick: undo,
        "aria-label": `${text}: remove this filter`,
      }),
    ),
  );
}

/** Offer a file for saving. */
function save(name, kind, content) {
  const address = URL.createObjectURL(new Blob([content], { type: kind }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
