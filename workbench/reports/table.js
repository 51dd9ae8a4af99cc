// The rows: a table of which only what is in sight is drawn, and a window for one row.

const TEXT_COLUMNS_SHOWN = 4;

function openTable(store, box) {
  const all = tableColumns(store);
  let columns = all.filter(({ atFirst }) => atFirst);
  const grid = openGrid(box, {
    columns: () => columns,
    choices: () => all.map((one) => ({ ...one, shown: columns.includes(one) })),
    choose(keys) {
      columns = all.filter(({ key }) => keys.includes(key));
      grid.refill();
    },
    total: () => store.shown.length,
    row(place) {
      const row = store.shown[place];
      return { row, cells: columns.map((column) => column.read(row)) };
    },
    sorted: () => store.sort,
    sort(key) {
      store.sort = { key, down: store.sort?.key === key && !store.sort.down };
      refresh(store, "sort");
    },
    open: (row) => openRow(store, row),
    terms: () => store.terms,
    none: () => "No row fits. Clear the search or a filter.",
  });
  byId("rows").querySelector(".head").append(grid.menu);
  store.listeners.push(grid.refill);
  grid.refill();
}

/** All columns; at first topic, duplicates, and the first of the table stand beside the text. */
function tableColumns(store) {
  const narrow = matchMedia("(max-width: 760px)").matches;
  const { called } = store.data;
  const label = called[0].toUpperCase() + called.slice(1);
  const id = { key: "id", label, width: narrow ? "5.4rem" : "7rem", kind: "id", read: store.id };
  const text = { key: "text", label: "Text", width: narrow ? "auto" : "44%", isText: true };
  const others = store.fields.map((field, k) => ({
    key: field.key,
    label: field.label,
    kind: field.kind,
    width: narrow ? "6.5rem" : "auto",
    read: (row) => cellOf(field, row),
    atFirst: k < (narrow ? 1 : TEXT_COLUMNS_SHOWN),
  }));
  return [{ ...id, atFirst: true }, { ...text, read: store.text, atFirst: true }, ...others];
}

/** What a cell says: of a row that is no duplicate, nothing; of a time, the day. */
function cellOf(field, row) {
  if (field.kind === "status" && field.codes[row] === 0) return "";
  const word = wordOf(field, row);
  return field.kind === "date" && /^\d{4}-\d\d-\d\d/.test(word) ? word.slice(0, 10) : word;
}

/** Show all of one row in a window. */
function openRow(store, row) {
  const dialog = byId("detail");
  const close = make("button.quiet", { text: "Close", onclick: () => dialog.close() });
  const one = {
    title: `${store.called(1)}${store.id(row)}`,
    text: store.text(row),
    terms: store.terms,
    facts: factsOf(store, row),
    lists: [
      { title: "In the same group", rows: sameGroup(store, row) },
      { title: "Nearest in meaning", rows: nearestTo(store, row) },
    ],
  };
  fillDetail(dialog, one, close);
  dialog.append(...groupButton(store, row, dialog));
  if (!dialog.open) dialog.showModal();
}

/** What else is known of a row: names and values. */
function factsOf(store, row) {
  const { data } = store;
  const facts = store.fields
    .filter((field) => field.key !== "nearest" || data.topics.of[row] === -1)
    .map((field) => [field.label, wordOf(field, row)]);
  if (data.topics) {
    facts.push(["Why no topic", level(data.topics.reason, row)]);
    const own = data.topics.table.find((topic) => topic.topic === data.topics.of[row]);
    if (own && own.path !== own.name) facts.push(["Theme and topic", own.path]);
    const names = new Map(data.topics.table.map((topic) => [topic.topic, topic.name]));
    for (const [topic, part, said] of data.topics.several[row] ?? [])
      facts.push([`${Math.round(part * 100)} % of its words`, `${names.get(topic)}: “${said}”`]);
  }
  if (data.groups && data.groups.of[row] >= 0) {
    const likeness = similar(data.groups.similarity[row]);
    facts.push(["Why", level(data.groups.reason, row)]);
    facts.push(["Similarity to the row it is compared with", likeness]);
    facts.push(["Decision", level(data.groups.decision, row)]);
  }
  if (data.cut.includes(data.textOf[row]))
    facts.push(["Note", "the model did not read the end of this text"]);
  return facts;
}

const MOST_ALIKE = 20;

/** Another row as the window lists it. */
const listed = (store, row, note) => ({
  id: store.id(row),
  text: store.text(row),
  note,
  open: () => openRow(store, row),
});

/** Rows of the same group of duplicates. */
function sameGroup(store, row) {
  const { groups } = store.data;
  if (!groups || groups.of[row] < 0) return [];
  const others = [];
  for (let other = 0; other < store.rows && others.length < MOST_ALIKE; other++)
    if (other !== row && groups.of[other] === groups.of[row]) others.push(other);
  return others.map((other) => listed(store, other, TAGS[groups.verdict[other]]?.[1] ?? ""));
}

/** The first row of each text that is nearest to the text of a row, if the report knows them. */
function nearestTo(store, row) {
  const { nearest, textOf } = store.data;
  const own = textOf[row];
  if (!nearest || own < 0) return [];
  return nearest.texts[own].map((text, k) =>
    listed(store, store.rowsOf[text][0], nearest.similarity[own][k].toFixed(2)),
  );
}

function groupButton(store, row, dialog) {
  const group = store.data.groups ? store.data.groups.of[row] : -1;
  if (group < 0) return [];
  const only = () => {
    dialog.close();
    store.group = group;
    refresh(store, "group");
    byId("groups").scrollIntoView();
  };
  const text = "Show only its group of duplicates";
  return [make("p", make("button.quiet", { text, onclick: only }))];
}
