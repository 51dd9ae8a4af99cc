// The rows: a table of which only what is in sight is drawn, for the notebook and the report.
//
// source: { columns(), total(), row(place), sorted(), sort(key), open(row), terms(), none(),
// choices(), choose(keys) }. A choice: { key, label, shown }, a column that may be shown or hidden.
// A column: { key, label, kind, width, isText }. row(place): { row, cells }, or null if it is on its
// way. sorted(): { key, down } or null.

const ROW_HEIGHT = 59;
const LEAST_WIDTH = 60;

function openGrid(box, source) {
  const parts = { group: make("colgroup"), head: make("tr", { role: "row" }), body: make("tbody") };
  const table = make("table", { role: "grid", "aria-label": "Rows" });
  table.append(parts.group, make("thead", parts.head), parts.body);
  const view = { source, box, table, ...parts, active: 0, chosen: null, widths: new Map() };
  box.classList.add("wb-rows");
  box.replaceChildren(table);
  let queued = false;
  const queue = () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      drawRows(view);
    });
  };
  box.addEventListener("scroll", queue);
  new ResizeObserver(queue).observe(box);
  view.body.addEventListener("keydown", (event) => gridKey(view, event));
  view.body.addEventListener("click", (event) => {
    const line = event.target.closest("tr.row");
    if (line) chooseRow(view, Number(line.dataset.place), Number(line.dataset.row));
  });
  const choice = columnsMenu(source);
  return {
    menu: choice.menu,
    draw: queue,
    /** Other rows, or another order: begin at the top. */
    refill() {
      view.active = 0;
      box.scrollTop = 0;
      choice.draw();
      drawHead(view);
      drawRows(view);
    },
    /** Bring a row into sight and mark it. */
    show(place, row) {
      view.chosen = row;
      if (place !== undefined) {
        view.active = place;
        bring(view);
      }
      drawRows(view);
    },
    /** Choose the row so many places on. */
    step(by) {
      const place = view.active + by;
      const next = source.row(place);
      if (!next) return;
      view.active = place;
      bring(view);
      chooseRow(view, place, next.row);
    },
  };
}

/** A menu of the columns; one at least stays. */
function columnsMenu(source) {
  const list = make("div.list", { role: "group", "aria-label": "Columns", tabindex: -1 });
  const summary = make("summary", { text: "Columns", tabindex: 0 });
  const menu = make("details.wb-columns", summary, list);
  const boxes = () => [...list.querySelectorAll("input")];
  list.addEventListener("change", () =>
    source.choose(source.choices().flatMap(({ key }, k) => (boxes()[k].checked ? [key] : []))),
  );
  // It stays open if the focus leaves the view: a change of the page's theme takes the focus too.
  const view = () => menu.closest(".wb-view, main");
  const gone = (place) => {
    if (view()?.contains(place) && !menu.contains(place)) menu.open = false;
  };
  const pressed = ({ target }) => gone(target);
  menu.addEventListener("focusout", ({ relatedTarget }) => gone(relatedTarget));
  menu.addEventListener("toggle", () => {
    if (menu.open) view()?.addEventListener("pointerdown", pressed);
    else view()?.removeEventListener("pointerdown", pressed);
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    summary.focus();
  });
  const draw = () => {
    const choices = source.choices();
    const labels = JSON.stringify(choices.map(({ label }) => label));
    if (list.dataset.labels !== labels) {
      list.dataset.labels = labels;
      list.replaceChildren(...choices.map(({ label }) => tickBox(label)[1]));
    }
    const alone = choices.filter(({ shown }) => shown).length === 1;
    boxes().forEach((box, k) => {
      box.checked = choices[k].shown;
      box.disabled = alone && box.checked;
    });
  };
  return { menu, draw };
}

function chooseRow(view, place, row) {
  Object.assign(view, { active: place, chosen: row });
  drawRows(view);
  view.source.open(row);
}

function drawHead(view) {
  const { source, widths: dragged } = view;
  const columns = source.columns();
  const sorted = source.sorted();
  view.columns = columns;
  view.table.setAttribute("aria-colcount", columns.length);
  const width = ({ key, width }) => (dragged.has(key) ? `${dragged.get(key)}px` : width);
  // The column of texts takes what is left, and is not squeezed: the table is rather scrolled.
  const free = columns.filter((column) => column.width === "auto").length;
  const least = free === 1 ? "20em" : "6.5em";
  const widths = columns.map((column) => (column.width === "auto" ? least : width(column)));
  view.table.style.minWidth = `calc(${widths.join(" + ")})`;
  view.group.replaceChildren(
    ...columns.map((column) => make("col", { style: `width:${width(column)}` })),
  );
  view.head.replaceChildren(
    ...columns.map((column, k) => {
      const way = sorted?.key === column.key ? (sorted.down ? "descending" : "ascending") : "none";
      const sign = { descending: " ▼", ascending: " ▲", none: "" }[way];
      const { key, label } = column;
      return make(
        "th",
        { scope: "col", role: "columnheader", "aria-sort": way },
        button(`${label}${sign}`, `Sort by ${label}`, () => source.sort(key)),
        make("span.grip", { onpointerdown: (event) => resize(view, k, event) }),
      );
    }),
  );
}

/** Let a pointer make a column wider or narrower. */
function resize(view, k, event) {
  const grip = event.target;
  const start = event.clientX;
  const before = grip.parentNode.offsetWidth;
  grip.setPointerCapture(event.pointerId);
  grip.onpointermove = (move) => {
    const width = Math.max(LEAST_WIDTH, before + move.clientX - start);
    view.widths.set(view.columns[k].key, width);
    view.group.children[k].style.width = `${width}px`;
  };
  grip.onpointerup = () => {
    grip.onpointermove = null;
  };
}

/** Draw the rows in sight, with room above and below for the others. */
function drawRows(view) {
  const { source, box, body, table } = view;
  if (!view.columns) drawHead(view);
  const total = source.total();
  table.setAttribute("aria-rowcount", total + 1);
  const first = Math.max(0, Math.floor(box.scrollTop / ROW_HEIGHT) - 6);
  const last = Math.min(total, first + Math.ceil(box.clientHeight / ROW_HEIGHT) + 14);
  const focused = body.contains(document.activeElement);
  const span = { colspan: view.columns.length };
  const space = (rows) =>
    make(
      "tr.space",
      { "aria-hidden": "true" },
      make("td", { ...span, style: `height:${Math.max(0, rows) * ROW_HEIGHT}px` }),
    );
  const drawn = [];
  for (let place = first; place < last; place++) drawn.push(rowOf(view, place));
  if (!total) drawn.push(make("tr", make("td.none", { ...span, text: source.none() })));
  body.replaceChildren(space(first), ...drawn, space(total - last));
  if (focused) focusRow(view);
}

const focusRow = ({ body }) =>
  body.querySelector('tr[tabindex="0"]')?.focus({ preventScroll: true });

function rowOf(view, place) {
  const { source, columns, active, chosen } = view;
  const { row, cells } = source.row(place) ?? { row: -1, cells: [] };
  const terms = source.terms();
  return make(
    "tr.row",
    {
      role: "row",
      "data-row": row,
      "data-place": place,
      "aria-rowindex": place + 2,
      "aria-selected": String(row === chosen && row >= 0),
      tabindex: place === active ? 0 : -1,
    },
    ...columns.map((column, k) => {
      const text = String(cells[k] ?? "");
      const inner = make("div", { dir: "auto" });
      if (column.isText) marked(inner, text.slice(0, 400), terms);
      else inner.textContent = text.slice(0, 200);
      return make("td", { role: "gridcell", class: column.kind ?? null }, inner);
    }),
  );
}

/** Scroll so far that the active row is in sight. */
function bring({ box, head, active }) {
  const top = active * ROW_HEIGHT;
  const room = box.clientHeight - head.offsetHeight - ROW_HEIGHT;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top > box.scrollTop + room) box.scrollTop = top - room;
}

function gridKey(view, event) {
  const last = view.source.total() - 1;
  const page = Math.max(1, Math.floor(view.box.clientHeight / ROW_HEIGHT) - 1);
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  const move = { ...moves, Home: -Infinity, End: Infinity }[event.key];
  const here = view.source.row(view.active);
  if ((event.key === "Enter" || event.key === " ") && here) {
    chooseRow(view, view.active, here.row);
  } else if (move !== undefined && last >= 0) {
    view.active = Math.min(last, Math.max(0, view.active + move));
    bring(view);
    drawRows(view);
    focusRow(view);
  } else return;
  event.preventDefault();
}
