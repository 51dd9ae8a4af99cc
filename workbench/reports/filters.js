// Filters: search, choices and limits, told and undone one by one.

function openFilters(store) {
  const form = byId("filters");
  const search = paused(() => {
    store.query = byId("query").value;
    Object.assign(store, askedOf(store.query, store.fields));
    refresh(store, "search");
  }, 40);
  byId("query").addEventListener("input", search);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    Object.assign(store, { query: "", terms: [], tests: [], lasso: null, group: null });
    store.chosen.clear();
    store.limits.clear();
    setTimeout(() => refresh(store, "clear"));
  });
  byId("more").addEventListener("click", () => {
    byId("choices").hidden = !byId("choices").hidden;
    byId("more").setAttribute("aria-expanded", String(!byId("choices").hidden));
  });
  byId("download").addEventListener("click", () =>
    save("rows.csv", "text/csv;charset=utf-8", csvOf(store)),
  );
  byId("choices").append(
    ...store.fields.filter((f) => f.levels.length > 1).map((f) => choiceOf(store, f)),
  );
  new ResizeObserver(() =>
    document.documentElement.style.setProperty("--bar", `${form.offsetHeight}px`),
  ).observe(form);
  byId("more").hidden = !byId("choices").childElementCount;
  byId("undo").addEventListener("click", () => stepBack(store));
  addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(document.activeElement?.tagName ?? "");
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || typing) return;
    event.preventDefault();
    stepBack(store);
  });
  store.listeners.push(() => tell(store));
  tell(store);
}

/** A field is chosen from by its values, limited from and to, or searched where values are many. */
function choiceOf(store, field) {
  if (field.values) return rangeOf(store, field);
  if (field.levels.length > MOST_CHOICES) {
    return make("label", field.label, limitInput(store, field, "holds", "search"));
  }
  const select = make(
    "select",
    {
      "data-key": field.key,
      onchange: () => choose(store, field.key, select.value === "" ? null : [Number(select.value)]),
    },
    make("option", { value: "", text: "all" }),
    ...field.levels.map((name, code) =>
      make("option", { value: code, text: short(name, 60) || "(empty)" }),
    ),
  );
  return make("label", field.label, select);
}

function rangeOf(store, field) {
  const type = field.kind === "date" ? "date" : "number";
  return make(
    "div.range",
    { role: "group", "aria-label": field.label },
    make("span", field.label),
    make("div.pair", limitInput(store, field, "from", type), limitInput(store, field, "to", type)),
  );
}

function limitInput(store, field, side, type) {
  const input = make("input", {
    type,
    "data-key": field.key,
    "data-side": side,
    "aria-label": `${field.label}: ${side}`,
    title: side,
  });
  if (type === "number") input.step = "any";
  if (type !== "date") input.placeholder = side;
  input.addEventListener(
    "input",
    paused(() => limit(store, field, side, input.value), 120),
  );
  return input;
}

/** Say how many rows are shown, and why, with a button to undo each reason. */
function tell(store) {
  const all = store.shown.length === store.rows;
  byId("count").textContent = all
    ? counted(store.rows, "row")
    : `${number(store.shown.length)} of ${counted(store.rows, "row")}`;
  byId("download").disabled = !store.shown.length;
  const chips = [];
  const chip = (text, undo) => chips.push([text, undo]);
  for (const [key, codes] of store.chosen) {
    const field = store.fields.find((one) => one.key === key);
    chip(`${field.label}: ${[...codes].map((code) => field.levels[code]).join(", ")}`, () =>
      choose(store, key, null),
    );
  }
  for (const [key, bounds] of store.limits) chip(saidOf(bounds), () => unlimit(store, key));
  if (store.lasso)
    chip(
      `chosen on the map: ${counted(
        store.lasso.reduce((sum, one) => sum + one, 0),
        "text",
      )}`,
      () => without(store, { lasso: null }),
    );
  if (store.terms.length)
    chip(`texts with ${store.query.trim()}`, () => without(store, { query: "", terms: [] }));
  if (store.group !== null && store.group !== undefined)
    chip(`group ${store.group}`, () => without(store, { group: null }));
  fillChips(byId("chips"), chips);
  byId("clear").disabled = !chips.length && !store.query;
  byId("undo").disabled = !store.past.length;
  const query = byId("query");
  if (query.value !== store.query && (document.activeElement !== query || !store.query))
    query.value = store.query;
  for (const select of byId("choices").querySelectorAll("select")) {
    const codes = store.chosen.get(select.dataset.key);
    select.value = codes?.size === 1 ? [...codes][0] : "";
  }
  for (const input of byId("choices").querySelectorAll("input")) {
    const value = store.limits.get(input.dataset.key)?.[input.dataset.side] ?? "";
    if (document.activeElement !== input && input.value !== value) input.value = value;
  }
}

function without(store, change) {
  Object.assign(store, change);
  refresh(store, "chip");
}
