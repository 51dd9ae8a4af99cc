// Table, filters and search beside the map. Python holds the rows and sends those in sight.

const field = (label, control) => make("label.wb-field", make("span", label), control);

function searchRow(part, ask) {
  const box = make("input.wb-search", {
    type: "search",
    "aria-label": "Search",
    title: 'Words in "quotes" must stand as they are; column:value keeps rows with that value',
    onkeydown: (event) => event.key === "Enter" && go(),
    onsearch: () => box.value === "" && go(),
  });
  const ways = [
    ["hybrid", "by meaning and words"],
    ["meaning", "by meaning"],
    ["words", "holding all words"],
  ];
  const how = menu("How to search", ways, () => box.value && go());
  const go = () => {
    // One box, one search: a new one takes the place of the last.
    const { query, filters } = part.get("state");
    const byWords = how.value === "words" || how.disabled;
    const [words, text] = byWords ? [box.value, ""] : ["", box.value];
    if (words || filters.words) ask({ words });
    if (text || query) send(part, { kind: "find", text, mode: text && how.value });
  };
  const row = make("div.wb-row", { role: "search" }, box, how, button("Search", null, go));
  const draw = (state) => {
    how.disabled = !state.search;
    if (!state.search || (state.filters.words && !state.query)) how.value = "words";
    else if (state.query) how.value = state.mode;
    box.placeholder = state.search ? "What is it about?  (Enter)" : "Words in the text  (Enter)";
    if (document.activeElement !== box) box.value = state.query || state.filters.words || "";
  };
  return { row, draw, focus: () => box.focus() };
}

// What the boxes of a filter ask for, by the kind of column: names, and what stands in them.
const ASKED = {
  text: [["Value to filter by", "contains"]],
  number: [
    ["From", "from"],
    ["To", "to"],
  ],
  date: [["From day"], ["To day"]],
  choice: [],
};

// A column with few values is filtered by choosing one, numbers and dates by two ends.
function filterRow(ask) {
  const only = menu("Show only", [], (value) => ask({ only: value }));
  const column = menu("Column to filter by", [], () => use(""));
  const choice = menu("Value to choose", [], () => go());
  const onkeydown = (event) => event.key === "Enter" && go();
  const boxes = [0, 1].map(() => make("input.wb-value", { onkeydown, onchange: () => go() }));
  let known = [];
  let shown = "";
  const asked = () => known.find(([name]) => name === column.value) ?? ["", "text", []];
  const go = () => {
    const [name, kind] = asked();
    const [first, last] = boxes.map((box) => box.value);
    const typed = kind === "text" ? first : first || last ? `${first} .. ${last}` : "";
    const value = kind === "choice" ? choice.value : typed;
    ask({ column: name, whole: kind === "choice" ? "yes" : "", value });
  };
  const use = (wanted) => {
    const [, kind, values] = asked();
    choice.hidden = kind !== "choice";
    if (!choice.hidden) {
      const options = values.map(([v, rows]) => [v, `${v} (${number(rows)})`]);
      refill(choice, [["", "any value"], ...options], wanted);
    }
    boxes.forEach((box, k) => {
      const [label, placeholder = ""] = ASKED[kind][k] ?? [];
      box.hidden = !label;
      if (!wanted || kind === "text" || box.type !== kind)
        box.value = kind === "text" ? wanted : "";
      box.type = kind;
      box.placeholder = placeholder;
      box.setAttribute("aria-label", label ?? "");
    });
  };
  const refill = (select, options, chosen) => {
    offer(select, options);
    if (document.activeElement !== select || chosen) select.value = chosen;
  };
  const draw = (state) => {
    const { filters } = state;
    const same = (name) => [name, name];
    known = state.filterable;
    refill(only, [["", "all rows"], ...state.only.map(same)], filters.only);
    const names = known.map(([name]) => same(name));
    const first = known.find(([, kind]) => kind === "choice") ?? known[0];
    refill(column, names, filters.column || column.value || first?.[0]);
    const now = JSON.stringify([filters.column, filters.value]);
    if (now !== shown) use(filters.value);
    shown = now;
  };
  const parts = [field("only", only), field("column", column), choice, ...boxes];
  return { row: make("div.wb-row.wb-filters", ...parts), draw };
}

const ALIKE = "Search for texts of the same meaning";

// All of one row, as the report shows it, beside the table.
function detailBox(part, rows) {
  const about = { role: "region", "aria-label": "The whole row", tabindex: -1, hidden: true };
  const box = make("div.wb-detail", about);
  const close = () => {
    box.hidden = true;
  };
  part.onMessage((one) => {
    if (one.kind !== "detail") return;
    const alike = () => send(part, { kind: "alike", row: one.row });
    const open = (row) => () => send(part, { kind: "near", row });
    const like = ([row, id, text, note]) => ({ id, text, note, open: open(row) });
    const lists = one.lists.map(({ title, rows }) => ({ title, rows: rows.map(like) }));
    fillDetail(
      box,
      { ...one, lists, terms: part.get("state").terms },
      button("\u2039", "Row before", () => rows.step(-1)),
      button("\u203a", "Next row", () => rows.step(1)),
      button("Copy", "Copy the text", () => navigator.clipboard?.writeText(one.text)),
      part.get("state").search ? button("More like this", ALIKE, alike) : null,
      button("\u00d7", "Close (Esc)", close),
    );
    box.hidden = false;
  });
  return { box, close };
}

function selectionRow(part) {
  const whose = make("span.wb-whose");
  const name = make("input.wb-tag", {
    type: "text",
    placeholder: "tag",
    "aria-label": "Name of the tag",
    onkeydown: (event) => event.key === "Enter" && tag(),
  });
  const known = make("datalist", { id: `wb-tags-${Math.random().toString(36).slice(2)}` });
  name.setAttribute("list", known.id);
  const write = (kind) => () => {
    if (!name.value.trim()) return name.focus();
    send(part, { kind, name: name.value });
    if (kind === "tag") name.value = "";
  };
  const [tag, untag] = [write("tag"), write("untag")];
  const act = (kind, text, title) => sender(part, kind, text, title);
  const handOn = act("send", "New corpus", "Make a corpus of these rows");
  const undo = act("undo", "Undo", "Take back the last filter, search, outline or tag (Ctrl+Z)");
  const clear = act("clear", "Clear", "Drop filters, search and selection");
  const row = make(
    "div.wb-row.wb-selection",
    { role: "group", "aria-label": "Selection" },
    whose,
    name,
    known,
    button("Tag", "Give these rows a tag, remembered by text", tag),
    button("Untag", "Take this tag from these rows", untag),
    undo,
    act("summary", "What is special?", "Words and times that set these rows apart from the others"),
    handOn,
    act("download", "Download CSV", "Save the rows of the table as a file"),
    clear,
  );
  const draw = (state) => {
    whose.textContent = state.narrowed ? "with these rows" : "with all rows";
    for (const one of row.querySelectorAll("button, input")) {
      if (!one.textContent.startsWith("Download")) one.disabled = !state.selected;
    }
    clear.disabled = !state.narrowed;
    undo.disabled = !state.undoable;
    known.replaceChildren(...state.tags.map((one) => make("option", { value: one })));
    handOn.hidden = !state.send;
  };
  return { row, draw };
}

const BLOCK = 50; // rows that Python sends at a time
const LIKE = -2; // what Python calls the column of similarities

// Rows that were sent, by their place; those of an older order are forgotten.
function rowsOf(part, box) {
  let [version, known, asked] = [-1, new Map(), new Set()];
  const keep = (first, rows) => {
    for (const [k, row] of rows.entries()) known.set(first + k, row);
  };
  const sentOf = (place) => {
    const first = place - (place % BLOCK);
    if (!known.has(place) && !asked.has(first)) {
      asked.add(first);
      send(part, { kind: "rows", first, version });
    }
    return known.get(place);
  };
  const columns = () => {
    const { columns: names, shown, similar, texts, rows } = part.get("state");
    const letters = (k) => rows.map(([, , ...cells]) => String(cells[k] ?? "").length);
    const found = shown.map((key, k) => {
      const [label, isText] = [names[key], texts.includes(key)];
      const most = Math.min(13, Math.max(label.length + 1, ...letters(k)));
      return { key, label, width: isText ? "auto" : `${most * 0.56 + 1.6}em`, isText };
    });
    return similar ? [{ key: LIKE, label: "like", width: "4.5em" }, ...found] : found;
  };
  const grid = openGrid(box, {
    columns,
    total: () => part.get("state").total,
    row(place) {
      const [row, like, ...cells] = sentOf(place) ?? [];
      if (row === undefined) return null;
      return { row, cells: part.get("state").similar ? [like, ...cells] : cells };
    },
    sorted: () => ({ key: part.get("state").sort[0], down: part.get("state").sort[1] }),
    sort: (key) => send(part, { kind: "sort", column: key }),
    open: (row) => send(part, { kind: "row", row }),
    terms: () => part.get("state").terms,
    none: () => part.get("status"),
    choices() {
      const { columns: names, shown } = part.get("state");
      return names.map((label, key) => ({ key, label, shown: shown.includes(key) }));
    },
    choose: (shown) => send(part, { kind: "columns", shown }),
  });
  part.onMessage((message) => {
    if (message.kind === "rows" && message.version === version) {
      keep(message.first, message.rows);
      grid.draw();
    }
    if (message.kind === "focus") grid.show(message.place[0], message.row);
  });
  const draw = (state) => {
    if (state.version === version) return;
    [version, known, asked] = [state.version, new Map(), new Set([0])];
    keep(0, state.rows);
    grid.refill();
  };
  return { draw, step: grid.step, menu: grid.menu };
}

// Told of one selection: it goes with it.
function summary(part) {
  const about = { role: "region", "aria-label": "What is special", hidden: true };
  const box = make("div.wb-summary", about);
  const close = () => {
    box.hidden = true;
  };
  let told = 0;
  part.onMessage((message) => {
    if (message.kind !== "summary") return;
    told = message.rows;
    const words = message.words.map(([word, here, rest]) => {
      const title = `in ${number(here)} of these rows, in ${number(rest)} of the others`;
      return make("span.wb-word", { text: word, title });
    });
    box.replaceChildren(
      make(
        "div.wb-row",
        make("b", `${number(told)} rows against the rest`),
        make("button.wb-close", { text: "\u00d7", "aria-label": "Close", onclick: close }),
      ),
      make("div.wb-words", ...words),
      words.length ? "" : make("div.wb-notes", "No word stands out."),
      ...timeBars(message.time),
    );
    box.hidden = false;
    box.scrollIntoView({ block: "nearest" });
  });
  return { box, draw: ({ selected }) => selected !== told && close() };
}

/** Rows of the selection, and of the whole table, over time. */
function timeBars(time) {
  if (!time.length) return [];
  const top = Math.max(1, ...time.map(([, , whole]) => whole));
  const bars = time.map(([day, part, whole]) => {
    const title = `from ${day}: ${number(part)} of ${number(whole)} rows`;
    return make("div.wb-bar", { title }, riser("i", whole / top), riser("b", part / top));
  });
  const [first, last] = [time[0][0], time.at(-1)[0]];
  return [
    make("div.wb-bars", { role: "img", "aria-label": `Rows over time, from ${first}` }, ...bars),
    make("div.wb-notes.wb-ends", make("span", first), make("span", last)),
  ];
}

function tablePart(part, el) {
  el.classList.add("wb-table-panel");
  const ask = (change) => send(part, { kind: "filter", ...part.get("state").filters, ...change });
  const scroll = make("div");
  const chips = make("div.wb-row.wb-chips", { role: "group", "aria-label": "Filters" });
  const rows = rowsOf(part, scroll);
  const whole = detailBox(part, rows);
  const special = summary(part);
  const chosen = selectionRow(part);
  const asked = [searchRow(part, ask), filterRow(ask)];
  const { line, trouble, notes } = wording(part, el);
  el.append(
    make("div.wb-row", ...asked.map(({ row }) => row)),
    chosen.row,
    make("div.wb-row.wb-head", line, chips, rows.menu),
    make("div.wb-table-body", scroll, whole.box),
    special.box,
    trouble,
    notes,
  );
  part.onMessage((message, buffers) => {
    if (message.kind === "file") save(message.name, "text/csv;charset=utf-8", buffers[0]);
  });
  el.addEventListener("keydown", (event) => {
    if (event.key === "Escape") whole.close();
    if (event.key !== "/" || isTyping(event)) return;
    asked[0].focus();
    event.preventDefault();
  });
  onUndoKey(el, () => send(part, { kind: "undo" }));
  follow(part, ["state"], () => {
    const state = part.get("state");
    if (!state.columns) return;
    const chip = ([what, label]) => [label, () => send(part, { kind: "drop", what })];
    fillChips(chips, state.chips.map(chip));
    for (const one of [...asked, chosen, special, rows]) one.draw(state);
  });
}
