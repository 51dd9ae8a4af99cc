// Groups of duplicates: the kept row, the others with the words that differ, and why.

const GROUPS_AT_ONCE = 10;
const BLOCKS_AT_ONCE = 12;

function openGroups(store, box) {
  const { groups } = store.data;
  const view = { store, box, order: [], drawn: 0 };
  const kinds = [...new Set(groups.table.kind)];
  const said = kinds.map((kind) => [kind, store.data.look.kinds[kind] ?? kind]);
  offer(byId("group-kind"), [["", "all kinds"], ...said]);
  for (const id of ["group-kind", "group-order"])
    byId(id).addEventListener("change", () => listGroups(view));
  byId("group-more").addEventListener("click", () => moreGroups(view));
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
  moreGroups(view);
}

function moreGroups(view) {
  const next = view.order.slice(view.drawn, view.drawn + GROUPS_AT_ONCE);
  view.box.append(...next.map((place) => groupOf(view, place)));
  view.drawn += next.length;
  const left = view.order.length - view.drawn;
  byId("group-more").hidden = left <= 0;
  byId("group-more").textContent =
    `Show ${number(Math.min(left, GROUPS_AT_ONCE))} more of ${number(left)} groups`;
}

function groupOf({ store }, place) {
  const { table, cards } = store.data.groups;
  const { facts, blocks } = cards[place];
  const name = `Group ${table.group[place]}`;
  return make(
    "article.group",
    { "aria-label": name },
    make(
      "header",
      make("h3", `${name}: ${counted(table.size[place], "row")}`),
      make("span.under", facts),
    ),
    ...blocks.slice(0, BLOCKS_AT_ONCE).map((block) => memberOf(store, block)),
    blocks.length > BLOCKS_AT_ONCE ? restOf(store, blocks.slice(BLOCKS_AT_ONCE)) : null,
  );
}

// A verdict is a place in this list: "Review" stays until a person has looked.
const TAGS = [
  ["keep", "Keep"],
  ["look", "Review"],
  ["drop", "Drop"],
];

/** Rows of one text: what differs from the text they are compared with, and what else is known. */
function memberOf({ data: { texts } }, { verdict, text, base, beside, facts }) {
  const [style, word] = TAGS[verdict];
  const said = make("p", { dir: "auto" });
  if (text === base) said.append(make("span.under", "the same text"));
  else if (base < 0) said.textContent = texts[text];
  else differ(said, texts[base], texts[text]);
  const other = beside.flatMap(([name, value, differs], k) => [
    `${k ? " · " : ""}${name}: `,
    make(differs ? "mark" : "span", value || "empty"),
  ]);
  return make(
    "div.member",
    make(`span.tag.${style}`, word),
    said,
    other.length ? make("span.under", { dir: "auto" }, ...other) : null,
    make("span.under", { text: facts, dir: "auto" }),
  );
}

function restOf(store, blocks) {
  const button = make("button.quiet", `Show ${number(blocks.length)} more texts of this group`);
  const holder = make("div.member", make("span"), button);
  button.addEventListener("click", () =>
    holder.replaceWith(...blocks.map((block) => memberOf(store, block))),
  );
  return holder;
}
