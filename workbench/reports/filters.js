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
  onUndoKey(document, () => stepBack(store));
  store.listeners.push(() => tell(store));
  tell(store);
}

/** A field is chosen from by its values, limited from and to, or searched where values are many. */
function choiceOf(store, field) {
  if (field.values) return rangeOf(store, field);
  if (field.levels.length > MOST_CHOICES) {
    return make("label", field.label, limitInput(store, field, "holds", "search"));
  }
  const levels = field.levels.map((name, code) => [code, short(name, 60) || "(empty)"]);
  const select = menu(field.label, [["", "all"], ...levels], (code) =>
    choose(store, field.key, code === "" ? null : [Number(code)]),
  );
  select.dataset.key = field.key;
  return make("label", field.label, select);
}

function rangeOf(store, field) {
  const type = field.kind === "date" ? "date" : "number";
  const ends = ["from", "to"].map((side) => limitInput(store, field, side, type));
  return make(
    "div.range",
    { role: "group", "aria-label": field.label },
    make("span", field.label),
    make("div.pair", ...ends),
  );
}

function limitInput(store, field, side, type) {
  return make("input", {
    type,
    "data-key": field.key,
    "data-side": side,
    "aria-label": `${field.label}: ${side}`,
    title: side,
    step: type === "number" ? "any" : null,
    placeholder: type === "date" ? null : side,
    oninput: paused(({ target }) => limit(store, field, side, target.value), 120),
  });
}

/** What narrows the rows: what each says, and how it is undone. */
function reasonsOf(store) {
  const { fields, chosen, limits, lasso, terms, tests, query, group } = store;
  const without = (change) => () => {
    Object.assign(store, change);
    refresh(store, "chip");
  };
  const reasons = [];
  for (const [key, codes] of chosen) {
    const field = fields.find((one) => one.key === key);
    const names = [...codes].map((code) => field.levels[code]).join(", ");
    reasons.push([`${field.label}: ${names}`, () => choose(store, key, null)]);
  }
  for (const [key, bounds] of limits) reasons.push([saidOf(bounds), () => unlimit(store, key)]);
  if (lasso) {
    const texts = lasso.reduce((sum, one) => sum + one, 0);
    reasons.push([`chosen on the map: ${counted(texts, "text")}`, without({ lasso: null })]);
  }
  if (terms.length || tests.length) {
    const nothing = { query: "", terms: [], tests: [] };
    reasons.push([`${terms.length ? "texts" : "rows"} with ${query.trim()}`, without(nothing)]);
  }
  if (group !== null) reasons.push([`group ${group}`, without({ group: null })]);
  return reasons;
}

/** Say how many rows are shown, and why, with a button to undo each reason. */
function tell(store) {
  const all = store.shown.length === store.rows;
  byId("count").textContent =
    (all ? "" : `${number(store.shown.length)} of `) + counted(store.rows, "row");
  byId("download").disabled = !store.shown.length;
  const reasons = reasonsOf(store);
  fillChips(byId("chips"), reasons);
  byId("clear").disabled = !reasons.length && !store.query;
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
