// Table, filters and search beside the map. Python holds the rows; a page of fifty is shown.

const field = (label, control) =>
  make("label", { class: "wb-field" }, make("span", { text: label }), control);

function searchRow(model, ask) {
  const box = make("input", { type: "search", class: "wb-search", "aria-label": "Search" });
  const how = make(
    "select",
    { "aria-label": "How to search" },
    make("option", { value: "hybrid", text: "by meaning and words" }),
    make("option", { value: "meaning", text: "by meaning" }),
    make("option", { value: "words", text: "holding all words" }),
  );
  const go = () => {
    // One box, one search: a new one takes the place of the last.
    const { query, filters } = model.get("state");
    if (how.value !== "words" && !how.disabled) {
      if (filters.words) ask({ words: "" });
      send(model, { kind: "find", text: box.value, mode: how.value });
    } else {
      if (query) send(model, { kind: "find", text: "" });
      ask({ words: box.value });
    }
  };
  box.addEventListener("keydown", (event) => event.key === "Enter" && go());
  box.addEventListener("search", () => {
    if (box.value === "") {
      if (model.get("state").query) send(model, { kind: "find", text: "" });
      if (model.get("state").filters?.words) ask({ words: "" });
    }
  });
  const row = make(
    "div",
    { class: "wb-row", role: "search" },
    box,
    how,
    make("button", { type: "button", text: "Search", onclick: go }),
  );
  const draw = (state) => {
    how.disabled = !state.search;
    if (!state.search || (state.filters.words && !state.query)) how.value = "words";
    box.placeholder = state.search ? "What is it about?  (Enter)" : "Words in the text  (Enter)";
    box.title = 'Words in "quotes" must stand as they are; column:value keeps rows with that value';
    if (document.activeElement !== box) box.value = state.query || state.filters.words || box.value;
    if (!state.query && !state.filters.words && document.activeElement !== box) box.value = "";
  };
  return { row, draw, focus: () => box.focus() };
}

// A column with few values is filtered by choosing one, numbers and dates by two ends.
function filterRow(ask) {
  const only = make("select", {
    "aria-label": "Show only",
    onchange: () => ask({ only: only.value }),
  });
  const column = make("select", { "aria-label": "Column to filter by" });
  const entry = (type, label, placeholder = "") => {
    const box = make("input", { type, class: "wb-value", "aria-label": label, placeholder });
    box.addEventListener("keydown", (event) => event.key === "Enter" && go());
    box.addEventListener("change", () => go());
    return box;
  };
  const value = entry("text", "Value to filter by", "contains");
  const choice = make("select", { "aria-label": "Value to choose", onchange: () => go() });
  const [low, high] = [entry("number", "From", "from"), entry("number", "To", "to")];
  const [since, until] = [entry("date", "From day"), entry("date", "To day")];
  const ends = (first, last) =>
    first.value || last.value ? `${first.value} .. ${last.value}` : "";
  const controls = {
    choice: { parts: [choice], read: () => ({ value: choice.value, whole: "yes" }) },
    number: { parts: [low, high], read: () => ({ value: ends(low, high) }) },
    date: { parts: [since, until], read: () => ({ value: ends(since, until) }) },
    text: { parts: [value], read: () => ({ value: value.value }) },
  };
  let known = [];
  let shown = "";
  const kindOf = () => known.find(([name]) => name === column.value)?.[1] ?? "text";
  const go = () => ask({ column: column.value, whole: "", ...controls[kindOf()].read() });
  const use = (wanted = "") => {
    const [, kind, values] = known.find(([name]) => name === column.value) ?? ["", "text", []];
    for (const [name, { parts }] of Object.entries(controls))
      for (const part of parts) part.hidden = name !== kind;
    if (kind === "choice") {
      const options = values.map(([v, rows]) => [v, `${v} (${number(rows)})`]);
      refill(choice, [["", "any value"], ...options], wanted);
    } else if (!wanted || kind === "text") {
      for (const box of [value, low, high, since, until]) box.value = kind === "text" ? wanted : "";
    }
  };
  column.addEventListener("change", () => use());
  const row = make(
    "div",
    { class: "wb-row wb-filters" },
    field("only", only),
    field("column", column),
    choice,
    value,
    low,
    high,
    since,
    until,
  );
  const refill = (select, options, chosen) => {
    const key = JSON.stringify(options);
    if (select.dataset.key !== key) {
      select.dataset.key = key;
      select.replaceChildren(...options.map(([v, text]) => make("option", { value: v, text })));
    }
    if (document.activeElement !== select || chosen) select.value = chosen;
  };
  const draw = (state) => {
    const { filters } = state;
    known = state.filterable;
    refill(only, [["", "all rows"], ...state.only.map((name) => [name, name])], filters.only);
    const first = known.find(([, kind]) => kind === "choice") ?? known[0];
    refill(
      column,
      known.map(([name]) => [name, name]),
      filters.column || column.value || first?.[0],
    );
    const now = JSON.stringify([filters.column, filters.value]);
    if (now !== shown) use(filters.value);
    shown = now;
  };
  return { row, draw };
}

// What narrows the table, each to be taken away alone.
function chipRow(model) {
  const row = make("div", { class: "wb-row wb-chips", role: "group", "aria-label": "Filters" });
  const draw = (state) => {
    row.hidden = !state.chips.length;
    row.replaceChildren(
      ...state.chips.map(([what, label]) =>
        make("button", {
          type: "button",
          class: "wb-chip",
          title: "Remove",
          text: `${label} \u00d7`,
          onclick: () => send(model, { kind: "drop", what }),
        }),
      ),
      state.chips.length > 1
        ? make("button", {
            type: "button",
            class: "wb-chip",
            text: "all \u00d7",
            onclick: () => send(model, { kind: "clear" }),
          })
        : "",
    );
  };
  return { row, draw };
}

// All of one row: its whole text, every column, the rows that say the same.
function detail(model) {
  const box = make("div", {
    class: "wb-summary wb-detail",
    role: "region",
    "aria-label": "The whole row",
    tabindex: -1,
    hidden: true,
  });
  const button = (text, title, onclick) => make("button", { type: "button", text, title, onclick });
  const close = () => {
    box.hidden = true;
  };
  const step = (row, by) => {
    const rows = model.get("state").rows.map(([at]) => at);
    const next = rows[rows.indexOf(row) + by];
    if (next !== undefined) send(model, { kind: "row", row: next });
  };
  const buttonsOf = (message) => [
    button("\u2039", "Row before", () => step(message.row, -1)),
    button("\u203a", "Next row", () => step(message.row, 1)),
    button("Copy", "Copy the text", () => navigator.clipboard?.writeText(message.text)),
    model.get("state").search
      ? button("More like this", "Search for texts of the same meaning", () =>
          send(model, { kind: "find", text: message.text, mode: "meaning" }),
        )
      : "",
    button("\u00d7", "Close (Esc)", close),
  ];
  model.on("msg:custom", (message) => {
    if (message.kind !== "detail") return;
    const facts = message.fields.flatMap(([name, value]) => [
      make("b", { text: name }),
      make("span", { text: value, dir: "auto" }),
    ]);
    const same = message.duplicates.map(([row, id, text]) =>
      make(
        "li",
        {},
        make("button", {
          type: "button",
          class: "wb-sort",
          text: id,
          onclick: () => send(model, { kind: "row", row }),
        }),
        " ",
        text === message.text
          ? make("span", { class: "wb-notes", text: "the same text" })
          : differ(make("span"), message.text, text),
      ),
    );
    const head = make("div", { class: "wb-row wb-head" }, make("b", { text: message.id }));
    head.append(make("div", { class: "wb-row" }, ...buttonsOf(message)));
    box.replaceChildren(
      head,
      make("div", { class: "wb-text", text: message.text, dir: "auto" }),
      make("div", { class: "wb-facts" }, ...facts),
      same.length ? make("div", { class: "wb-title", text: "In the same group" }) : "",
      same.length ? make("ul", { class: "wb-examples" }, ...same) : "",
    );
    box.hidden = false;
  });
  return { box, close, draw: () => {} };
}

function selectionRow(model, showSummary) {
  const count = make("b", { class: "wb-selected" });
  const name = make("input", {
    type: "text",
    class: "wb-tag",
    placeholder: "tag",
    "aria-label": "Name of the tag",
    onkeydown: (event) => event.key === "Enter" && tag(),
  });
  const known = make("datalist", { id: `wb-tags-${Math.random().toString(36).slice(2)}` });
  name.setAttribute("list", known.id);
  const write = (kind) => () => {
    if (!name.value.trim()) return name.focus();
    send(model, { kind, name: name.value });
    if (kind === "tag") name.value = "";
  };
  const [tag, untag] = [write("tag"), write("untag")];
  const button = (text, title, onclick) => make("button", { type: "button", text, title, onclick });
  const handOn = button("New corpus", "Send the selected rows to a corpus of their own", () =>
    send(model, { kind: "send" }),
  );
  const undo = button("Undo", "Take back the last tag", () => send(model, { kind: "undo" }));
  const clear = button("Clear", "Drop filters, search and selection", () =>
    send(model, { kind: "clear" }),
  );
  const row = make(
    "div",
    { class: "wb-row wb-selection", role: "group", "aria-label": "Selection" },
    count,
    name,
    known,
    button("Tag", "Give the selected rows this tag, remembered by text", tag),
    button("Untag", "Take this tag from the selected rows", untag),
    undo,
    button("What is special?", "Words and times that set the selected rows apart", showSummary),
    handOn,
    clear,
  );
  const draw = (state) => {
    count.textContent = state.selected ? `${number(state.selected)} selected` : "nothing selected";
    for (const one of row.querySelectorAll("button, input")) one.disabled = !state.selected;
    clear.disabled = !state.narrowed;
    undo.disabled = !state.undoable;
    known.replaceChildren(...state.tags.map((one) => make("option", { value: one })));
    handOn.hidden = !state.send;
  };
  return { row, draw };
}

function grid(model) {
  const head = make("tr");
  const body = make("tbody");
  const table = make(
    "table",
    { class: "wb-grid", role: "grid", "aria-label": "Rows" },
    make("thead", {}, head),
    body,
  );
  const holder = make("div", { class: "wb-scroll" }, table);
  let drawn = null;
  const light = (line) => {
    for (const one of body.querySelectorAll("[aria-selected=true]"))
      one.setAttribute("aria-selected", "false");
    line.setAttribute("aria-selected", "true");
    send(model, { kind: "row", row: Number(line.dataset.row) });
  };
  const focus = (line) => {
    if (!line) return;
    for (const one of body.querySelectorAll("[tabindex='0']")) one.tabIndex = -1;
    line.tabIndex = 0;
    line.focus();
    line.scrollIntoView({ block: "nearest" });
  };
  body.addEventListener("click", (event) => {
    const line = event.target.closest("tr");
    if (line) {
      focus(line);
      light(line);
    }
  });
  body.addEventListener("keydown", (event) => {
    const line = event.target.closest("tr");
    if (!line) return;
    const { page, pages } = model.get("state");
    const to = {
      ArrowDown: line.nextElementSibling,
      ArrowUp: line.previousElementSibling,
      Home: body.firstElementChild,
      End: body.lastElementChild,
    }[event.key];
    if (to) focus(to);
    else if (event.key === "Enter" || event.key === " ") light(line);
    else if (event.key === "PageDown" && page + 1 < pages)
      send(model, { kind: "page", page: page + 1 });
    else if (event.key === "PageUp" && page > 0) send(model, { kind: "page", page: page - 1 });
    else if (to === undefined) return;
    event.preventDefault();
  });
  const columns = (state) => {
    const title = (text, place) => {
      const sorted = state.sort[0] === place;
      return make(
        "th",
        {
          scope: "col",
          "aria-sort": sorted ? (state.sort[1] ? "descending" : "ascending") : "none",
        },
        make("button", {
          type: "button",
          class: "wb-sort",
          title: `Sort by ${text}`,
          text: sorted ? `${text} ${state.sort[1] ? "\u2193" : "\u2191"}` : text,
          onclick: () => send(model, { kind: "sort", column: place }),
        }),
      );
    };
    head.replaceChildren(
      ...(state.similar ? [make("th", { scope: "col", text: "like" })] : []),
      ...state.columns.map(title),
    );
  };
  const draw = (state) => {
    columns(state);
    const key = JSON.stringify([state.rows, state.similar]);
    if (key === drawn) return;
    drawn = key;
    const shown = state.similar ? (cells) => cells.slice(1) : (cells) => cells.slice(2);
    body.replaceChildren(
      ...state.rows.map((cells, place) =>
        make(
          "tr",
          { "data-row": cells[0], tabindex: place ? -1 : 0, "aria-selected": "false" },
          ...shown(cells).map((cell) =>
            make(
              "td",
              {},
              make("div", {
                class: String(cell ?? "").length <= 40 ? "wb-cell wb-short" : "wb-cell",
                text: cell ?? "",
                title: String(cell ?? "").length > 60 ? cell : null,
              }),
            ),
          ),
        ),
      ),
    );
    holder.scrollTop = 0;
  };
  model.on("msg:custom", (message) => {
    if (message.kind !== "focus") return;
    const line = body.querySelector(`[data-row="${Number(message.row)}"]`);
    if (!line) return;
    for (const one of body.querySelectorAll("[aria-selected=true]"))
      one.setAttribute("aria-selected", "false");
    line.setAttribute("aria-selected", "true");
    line.scrollIntoView({ block: "nearest" });
  });
  return { holder, draw };
}

function pager(model) {
  const where = make("span", { class: "wb-count" });
  const step = (by) => () => send(model, { kind: "page", page: model.get("state").page + by });
  const back = make("button", {
    type: "button",
    text: "\u2039",
    "aria-label": "Previous page",
    onclick: step(-1),
  });
  const on = make("button", {
    type: "button",
    text: "\u203a",
    "aria-label": "Next page",
    onclick: step(1),
  });
  const row = make("div", { class: "wb-row wb-pager" }, back, where, on);
  const draw = (state) => {
    const first = state.total ? state.page * 50 + 1 : 0;
    where.textContent = `${number(first)}\u2013${number(Math.min(state.total, (state.page + 1) * 50))} of ${number(state.total)}`;
    back.disabled = state.page <= 0;
    on.disabled = state.page + 1 >= state.pages;
  };
  return { row, draw };
}

// Told of one selection: it goes with it.
function summary(model) {
  const box = make("div", {
    class: "wb-summary",
    role: "region",
    "aria-label": "What is special",
    hidden: true,
  });
  let told = 0;
  model.on("msg:custom", (message) => {
    if (message.kind !== "summary") return;
    told = message.rows;
    const top = Math.max(1, ...message.time.map(([, , whole]) => whole));
    const bars = message.time.map(([day, part, whole]) => {
      const bar = make(
        "div",
        { class: "wb-bar", title: `from ${day}: ${number(part)} of ${number(whole)} rows` },
        make("i"),
        make("b"),
      );
      bar.firstChild.style.height = `${(whole / top) * 100}%`;
      bar.lastChild.style.height = `${(part / top) * 100}%`;
      return bar;
    });
    box.replaceChildren(
      ...[
        make(
          "div",
          { class: "wb-row" },
          make("b", { text: `${number(message.rows)} rows against the rest` }),
          make("button", {
            type: "button",
            class: "wb-close",
            text: "\u00d7",
            "aria-label": "Close",
            onclick: () => {
              box.hidden = true;
            },
          }),
        ),
        make(
          "div",
          { class: "wb-words" },
          ...message.words.map(([word, here, rest]) =>
            make("span", {
              class: "wb-word",
              text: word,
              title: `in ${number(here)} of these rows, in ${number(rest)} of the others`,
            }),
          ),
        ),
        message.words.length
          ? null
          : make("div", { class: "wb-notes", text: "No word stands out." }),
        bars.length
          ? make(
              "div",
              {
                class: "wb-bars",
                role: "img",
                "aria-label": `Rows over time, from ${message.time[0][0]}`,
              },
              ...bars,
            )
          : null,
        bars.length
          ? make(
              "div",
              { class: "wb-notes wb-ends" },
              make("span", { text: message.time[0][0] }),
              make("span", { text: message.time.at(-1)[0] }),
            )
          : null,
      ].filter(Boolean),
    );
    box.hidden = false;
  });
  return {
    box,
    draw: (state) => {
      if (state.selected !== told) box.hidden = true;
    },
  };
}

export default {
  render({ model, el }) {
    el.classList.add("wb-table-panel");
    el.setAttribute("data-lm-suppress-shortcuts", "true");
    const ask = (change) =>
      send(model, { kind: "filter", ...model.get("state").filters, ...change });
    const parts = [searchRow(model, ask), filterRow(ask)];
    const rows = grid(model);
    const special = summary(model);
    const chosen = selectionRow(model, () => send(model, { kind: "summary" }));
    const pages = pager(model);
    const chips = chipRow(model);
    const whole = detail(model);
    const { line, trouble, notes, end } = wording(model, el);
    el.append(
      parts[0].row,
      parts[1].row,
      chips.row,
      make("div", { class: "wb-row wb-head" }, line, pages.row),
      make("div", { class: "wb-table-body" }, rows.holder, whole.box),
      chosen.row,
      special.box,
      trouble,
      notes,
    );
    const draw = () => {
      const state = model.get("state");
      if (!state.columns) return;
      for (const part of [...parts, chips, rows, chosen, special, pages]) part.draw(state);
    };
    el.addEventListener("keydown", (event) => {
      if (event.key === "Escape") whole.close();
      if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) {
        event.preventDefault();
        parts[0].focus();
      }
    });
    const drawn = follow(model, ["state"], draw);
    return () => {
      drawn();
      end();
    };
  },
};
