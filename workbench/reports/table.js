// The rows: a table of which only what is in sight is drawn, and a window for one row.

const ROW_HEIGHT = 59;
const TEXT_COLUMNS_SHOWN = 4;

function openTable(store, box) {
  const columns = tableColumns(store);
  const body = make("tbody");
  const head = make(
    "tr",
    { role: "row", "aria-rowindex": 1 },
    ...columns.map((column, k) => headCell(store, column, k)),
  );
  const table = make(
    "table",
    { role: "grid", "aria-label": "Rows", "aria-colcount": columns.length },
    make("colgroup", {}, ...columns.map((c) => make("col", { style: `width:${c.width}` }))),
    make("thead", {}, head),
    body,
  );
  const view = { store, box, body, table, head, columns, active: 0, queued: false };
  box.append(table);
  box.addEventListener("scroll", () => queue(view));
  body.addEventListener("keydown", (event) => tableKey(view, event));
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr.row");
    if (row) openRow(store, Number(row.dataset.row));
  });
  new ResizeObserver(() => queue(view)).observe(box);
  store.listeners.push(() => {
    view.active = 0;
    box.scrollTop = 0;
    drawRows(view);
  });
  drawRows(view);
  return view;
}

/** Choose what stands beside the text: topic, duplicates, and the first columns; fewer where narrow. */
function tableColumns(store) {
  const narrow = matchMedia("(max-width: 760px)").matches;
  const found = [
    {
      key: "id",
      label: store.data.called[0].toUpperCase() + store.data.called.slice(1),
      width: narrow ? "5.4rem" : "7rem",
      read: store.id,
      kind: "id",
    },
  ];
  found.push({
    key: "text",
    label: "Text",
    width: narrow ? "auto" : "44%",
    read: store.text,
    isText: true,
  });
  const beside = store.fields.slice(0, narrow ? 1 : TEXT_COLUMNS_SHOWN);
  for (const field of beside) {
    found.push({
      key: field.key,
      label: field.label,
      width: narrow ? "6.5rem" : "auto",
      read: (row) => cellOf(field, row),
      kind: field.kind,
    });
  }
  return found;
}

/** What a cell says: of a row that is no duplicate, nothing; of a time, the day. */
function cellOf(field, row) {
  if (field.kind === "status" && field.codes[row] === 0) return "";
  const word = wordOf(field, row);
  return field.kind === "date" && /^\d{4}-\d\d-\d\d/.test(word) ? word.slice(0, 10) : word;
}

function headCell(store, column, k) {
  const button = make("button", {
    type: "button",
    text: column.label,
    title: `Sort by ${column.label}`,
  });
  const cell = make(
    "th",
    { scope: "col", role: "columnheader", "aria-sort": "none", "aria-colindex": k + 1 },
    button,
  );
  button.addEventListener("click", () => {
    const down = store.sort?.key === column.key && !store.sort.down;
    store.sort = { key: column.key, down };
    for (const other of cell.parentNode.children) {
      other.setAttribute("aria-sort", "none");
      other.firstChild.textContent = other.firstChild.textContent.replace(/ [▲▼]$/, "");
    }
    cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    button.textContent = `${column.label} ${down ? "▼" : "▲"}`;
    refresh(store, "sort");
  });
  return cell;
}

function queue(view) {
  if (view.queued) return;
  view.queued = true;
  requestAnimationFrame(() => {
    view.queued = false;
    drawRows(view);
  });
}

/** Draw the rows in sight, with room above and below for the others. */
function drawRows(view) {
  const { store, box, body, columns, table } = view;
  const total = store.shown.length;
  table.setAttribute("aria-rowcount", total + 1);
  const first = Math.max(0, Math.floor(box.scrollTop / ROW_HEIGHT) - 6);
  const last = Math.min(total, first + Math.ceil(box.clientHeight / ROW_HEIGHT) + 14);
  const focused = body.contains(document.activeElement);
  const drawn = [];
  for (let place = first; place < last; place++) drawn.push(rowOf(view, place));
  if (!total)
    drawn.push(
      make(
        "tr",
        {},
        make("td", {
          colspan: columns.length,
          class: "none",
          text: "No row fits. Clear the search or a filter.",
        }),
      ),
    );
  body.replaceChildren(space(first, columns), ...drawn, space(total - last, columns));
  if (focused) body.querySelector('tr[tabindex="0"]')?.focus({ preventScroll: true });
}

function space(rows, columns) {
  return make(
    "tr",
    { class: "space", "aria-hidden": "true" },
    make("td", { colspan: columns.length, style: `height:${Math.max(0, rows) * ROW_HEIGHT}px` }),
  );
}

function rowOf(view, place) {
  const row = view.store.shown[place];
  const cells = view.columns.map((column, k) => {
    const text = column.read(row);
    const inner = make("div", { dir: "auto" });
    if (column.isText) marked(inner, text.slice(0, 400), view.store.terms);
    else inner.textContent = text.slice(0, 200);
    return make(
      "td",
      { role: "gridcell", "aria-colindex": k + 1, class: column.kind ?? null },
      inner,
    );
  });
  return make(
    "tr",
    {
      class: "row",
      role: "row",
      "data-row": row,
      "data-place": place,
      "aria-rowindex": place + 2,
      tabindex: place === view.active ? 0 : -1,
    },
    ...cells,
  );
}

function tableKey(view, event) {
  const last = view.store.shown.length - 1;
  const page = Math.max(1, Math.floor(view.box.clientHeight / ROW_HEIGHT) - 1);
  const moves = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity,
  };
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    openRow(view.store, view.store.shown[view.active]);
  } else if (event.key in moves && last >= 0) {
    event.preventDefault();
    view.active = Math.min(last, Math.max(0, view.active + moves[event.key]));
    const top = view.active * ROW_HEIGHT;
    const room = view.box.clientHeight - view.head.offsetHeight - ROW_HEIGHT;
    if (top < view.box.scrollTop) view.box.scrollTop = top;
    else if (top > view.box.scrollTop + room) view.box.scrollTop = top - room;
    drawRows(view);
    view.body.querySelector('tr[tabindex="0"]')?.focus({ preventScroll: true });
  }
}

/** Show all of one row in a window. */
function openRow(store, row) {
  const { data } = store;
  const dialog = byId("detail");
  const facts = make("dl");
  const fact = (name, value) =>
    value !== "" &&
    facts.append(make("dt", { text: name }), make("dd", { text: value, dir: "auto" }));
  for (const field of store.fields) {
    if (field.key !== "nearest" || data.topics.of[row] === -1)
      fact(field.label, wordOf(field, row));
  }
  if (data.topics) {
    fact("Why no topic", level(data.topics.reason, row));
    const own = data.topics.table.find((topic) => topic.topic === data.topics.of[row]);
    if (own && own.path !== own.name) fact("Theme and topic", own.path);
    const names = new Map(data.topics.table.map((topic) => [topic.topic, topic.name]));
    for (const [topic, part, said] of data.topics.several[row] ?? [])
      fact(`${Math.round(part * 100)} % of its words`, `${names.get(topic)}: “${said}”`);
  }
  if (data.groups && data.groups.of[row] >= 0) {
    fact("Why", level(data.groups.reason, row));
    fact("Similarity to the row it is compared with", similar(data.groups.similarity[row]));
    fact("Decision", level(data.groups.decision, row));
  }
  if (data.cut.includes(data.textOf[row]))
    fact("Note", "the model did not read the end of this text");
  const close = make("button", {
    type: "button",
    class: "quiet",
    text: "Close",
    onclick: () => dialog.close(),
  });
  const text = make("p", { class: "full", dir: "auto", tabindex: 0 });
  marked(text, store.text(row) || "(no text)", store.terms);
  const head = make(
    "div",
    { class: "head" },
    make("h2", { id: "detail-title", text: `${store.called(1)}${store.id(row)}` }),
    close,
  );
  dialog.replaceChildren(head, text, facts, ...groupButton(store, row, dialog));
  dialog.showModal();
}

function groupButton(store, row, dialog) {
  const group = store.data.groups ? store.data.groups.of[row] : -1;
  if (group < 0) return [];
  return [
    make(
      "p",
      {},
      make("button", {
        type: "button",
        class: "quiet",
        text: "Show only its group of duplicates",
        onclick: () => {
          dialog.close();
          store.group = group;
          refresh(store, "group");
          byId("groups").scrollIntoView();
        },
      }),
    ),
  ];
}
