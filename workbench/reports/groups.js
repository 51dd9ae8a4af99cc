// Groups of duplicates: the kept row, the others with the words that differ, and why.

const GROUPS_AT_ONCE = 10;

function openGroups(store, box) {
  const { groups } = store.data;
  const members = new Map(groups.table.group.map((group) => [group, []]));
  groups.of.forEach((group, row) => {
    members.get(group)?.push(row);
  });
  const view = { store, box, members, order: [], drawn: 0 };
  const kinds = [...new Set(groups.table.kind)];
  const said = kinds.map((kind) => [kind, store.data.look.kinds[kind] ?? kind]);
  offer(byId("group-kind"), [["", "all kinds"], ...said]);
  for (const id of ["group-kind", "group-order"])
    byId(id).addEventListener("change", () => listGroups(view));
  byId("group-more").addEventListener("click", () => moreGroups(view, GROUPS_AT_ONCE));
  store.listeners.push((cause) => cause !== "sort" && listGroups(view));
  listGroups(view);
  return view;
}

/** Put the groups that have a shown row in order and draw the first ones. */
function listGroups(view) {
  const { store } = view;
  const { table, of } = store.data.groups;
  const kind = byId("group-kind").value;
  const seen = new Set();
  for (const row of store.shown) if (of[row] >= 0) seen.add(of[row]);
  const by = {
    size: (a, b) => table.size[b] - table.size[a],
    least: (a, b) => (table.min_similarity[a] ?? 1) - (table.min_similarity[b] ?? 1),
    review: (a, b) => table.n_review[b] - table.n_review[a] || table.size[b] - table.size[a],
  }[byId("group-order").value];
  view.order = table.group
    .map((_, place) => place)
    .filter((place) => seen.has(table.group[place]) && (!kind || table.kind[place] === kind))
    .sort((a, b) => by(a, b) || a - b);
  const total = table.group.length;
  byId("groups-hint").textContent = total
    ? `${number(view.order.length)} of ${counted(total, "group")} at a similarity of ${store.data.groups.threshold} or more. Green words are only in the row itself, red ones only in the kept row.`
    : `No two rows say the same at a similarity of ${store.data.groups.threshold} or more.`;
  view.drawn = 0;
  view.box.replaceChildren();
  moreGroups(view, GROUPS_AT_ONCE);
}

function moreGroups(view, count) {
  const next = view.order.slice(view.drawn, view.drawn + count);
  view.box.append(...next.map((place) => groupOf(view, place)));
  view.drawn += next.length;
  const left = view.order.length - view.drawn;
  byId("group-more").hidden = left <= 0;
  byId("group-more").textContent =
    `Show ${number(Math.min(left, GROUPS_AT_ONCE))} more of ${number(left)} groups`;
}

function groupOf(view, place) {
  const { store } = view;
  const { table } = store.data.groups;
  const group = table.group[place];
  const blocks = blocksOf(store, view.members.get(group));
  const kept = blocks.find((block) => block.verdict === 0);
  const facts = [store.data.look.kinds[table.kind[place]] ?? table.kind[place]];
  if (table.kind[place] !== "identical" && table.min_similarity[place] !== null)
    facts.push(`lowest similarity ${similar(table.min_similarity[place])}`);
  if (table.n_review[place]) facts.push(`${number(table.n_review[place])} to review`);
  if (kept) facts.push(...differingColumns(store, view.members.get(group), kept.rows[0]));
  const name = `Group ${group}`;
  return make(
    "article.group",
    { "aria-label": name },
    make(
      "header",
      make("h3", `${name}: ${counted(table.size[place], "row")}`),
      make("span.under", facts.join(" · ")),
    ),
    ...blocks.slice(0, 12).map((block) => memberOf(store, block, kept)),
    blocks.length > 12 ? restOf(store, blocks.slice(12), kept) : null,
  );
}

const MOST_LETTERS = 250;
const MOST_BESIDE = 6;

/** Columns of short words: what may differ between rows that say the same. */
function besideFields(store) {
  store.beside ??= store.fields
    .filter(
      (field) =>
        field.kind === "word" &&
        field.levels.length > 1 &&
        field.levels.every((word) => word.length <= MOST_LETTERS),
    )
    .slice(0, MOST_BESIDE);
  return store.beside;
}

/** Say in how many rows of a group a column differs from the kept row. */
function differingColumns(store, rows, kept) {
  return besideFields(store).flatMap(({ label, codes }) => {
    const count = rows.filter((row) => codes[row] !== codes[kept]).length;
    return count ? `${label} differs in ${number(count)} of ${number(rows.length)}` : [];
  });
}

/** What stands in other columns of some rows, marked if the kept row says otherwise. */
function besideOf(store, rows, kept) {
  const fields = besideFields(store);
  if (!fields.length) return null;
  const line = make("span.under", { dir: "auto" });
  fields.forEach((field, k) => {
    const codes = [...new Set(rows.map((row) => field.codes[row]))];
    const text = codes
      .slice(0, 3)
      .map((code) => field.levels[code] ?? "empty")
      .concat(codes.length > 3 ? `${number(codes.length - 3)} more` : [])
      .join(" / ");
    const differs = codes.some((code) => code !== field.codes[kept]);
    line.append(`${k ? " · " : ""}${field.label}: `, make(differs ? "mark" : "span", { text }));
  });
  return line;
}

/** Put rows with the same text and the same verdict together, kept ones first. */
function blocksOf(store, rows) {
  const { groups, textOf } = store.data;
  const found = new Map();
  for (const row of rows) {
    const verdict = groups.verdict[row];
    const key = `${textOf[row]} ${verdict}`;
    if (!found.has(key)) found.set(key, { text: textOf[row], verdict, rows: [] });
    found.get(key).rows.push(row);
  }
  return [...found.values()].sort((a, b) => a.verdict - b.verdict);
}

// A verdict is a place in this list: "Review" stays until a person has looked.
const TAGS = [
  ["keep", "Keep"],
  ["look", "Review"],
  ["drop", "Drop"],
];

function memberOf(store, block, kept) {
  const { groups } = store.data;
  const first = block.rows[0];
  const [style, word] = TAGS[block.verdict];
  const against = groups.comparedTo[first] >= 0 ? groups.comparedTo[first] : kept?.rows[0];
  const base = against === undefined ? "" : store.text(against);
  const text = make("p", { dir: "auto" });
  const repeat = block !== kept && base === store.text(first);
  if (repeat) text.append(make("span.under", "the same text"));
  else if (block.verdict === 0 || !base) text.textContent = store.text(first);
  else differ(text, base, store.text(first));
  const ids =
    block.rows.slice(0, 6).map(store.id).join(", ") +
    (block.rows.length > 6 ? ` and ${number(block.rows.length - 6)} more` : "");
  const facts = [`${store.called(block.rows.length)}${ids}`];
  if (block.rows.length > 1) facts.unshift(counted(block.rows.length, "row"));
  const reason = level(groups.reason, first);
  const likeness = similar(groups.similarity[first]);
  if (!repeat && likeness && !reason.includes(likeness)) facts.push(`similarity ${likeness}`);
  if (reason && reason !== "kept" && !repeat) facts.push(reason);
  if (level(groups.decision, first)) facts.push(`decided: ${level(groups.decision, first)}`);
  return make(
    "div.member",
    make("span", { class: `tag ${style}`, text: word }),
    text,
    besideOf(store, block.rows, against ?? first),
    make("span.under", { text: facts.join(" · "), dir: "auto" }),
  );
}

function restOf(store, blocks, kept) {
  const button = make("button.quiet", `Show ${number(blocks.length)} more texts of this group`);
  const holder = make("div.member", make("span"), button);
  button.addEventListener("click", () =>
    holder.replaceWith(...blocks.map((block) => memberOf(store, block, kept))),
  );
  return holder;
}
