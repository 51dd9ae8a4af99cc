// Start: unpack, put the parts on the page, keep filters and chips in step.

function openFilters(store) {
  const form = byId("filters");
  const search = paused(() => {
    store.query = byId("query").value;
    store.terms = termsOf(store.query);
    refresh(store, "search");
  }, 40);
  byId("query").addEventListener("input", search);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    Object.assign(store, { query: "", terms: [], lasso: null, group: null });
    store.chosen.clear();
    setTimeout(() => refresh(store, "clear"));
  });
  byId("more").addEventListener("click", () => {
    byId("choices").hidden = !byId("choices").hidden;
    byId("more").setAttribute("aria-expanded", String(!byId("choices").hidden));
  });
  byId("download").addEventListener("click", () => save("rows.csv", "text/csv;charset=utf-8", csvOf(store)));
  byId("choices").append(...store.fields.filter((f) => f.levels.length > 1 && f.levels.length <= MOST_CHOICES).map((f) => choiceOf(store, f)));
  new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${form.offsetHeight}px`)).observe(form);
  byId("more").hidden = !byId("choices").childElementCount;
  store.listeners.push(() => tell(store));
  tell(store);
}

function choiceOf(store, field) {
  const select = make("select", { "data-key": field.key, onchange: () => choose(store, field.key, select.value === "" ? null : [Number(select.value)]) },
    make("option", { value: "", text: "all" }),
    ...field.levels.map((name, code) => make("option", { value: code, text: short(name, 60) || "(empty)" })));
  return make("label", {}, field.label, select);
}

/** Say how many rows are shown, and why, with a button to undo each reason. */
function tell(store) {
  const all = store.shown.length === store.rows;
  byId("count").textContent = all ? counted(store.rows, "row") : `${number(store.shown.length)} of ${counted(store.rows, "row")}`;
  byId("download").disabled = !store.shown.length;
  const chips = [];
  const chip = (text, undo) => chips.push(make("button", { type: "button", text: `${text} ✕`, "aria-label": `${text}: remove this filter`, onclick: undo }));
  for (const [key, codes] of store.chosen) {
    const field = store.fields.find((one) => one.key === key);
    chip(`${field.label}: ${[...codes].map((code) => field.levels[code]).join(", ")}`, () => choose(store, key, null));
  }
  if (store.lasso) chip(`chosen on the map: ${counted(store.lasso.reduce((sum, one) => sum + one, 0), "text")}`, () => undo(store, { lasso: null }));
  if (store.group !== null && store.group !== undefined) chip(`group ${store.group}`, () => undo(store, { group: null }));
  byId("chips").replaceChildren(...chips);
  byId("clear").disabled = !chips.length && !store.query;
  for (const select of byId("choices").querySelectorAll("select")) {
    const codes = store.chosen.get(select.dataset.key);
    select.value = codes?.size === 1 ? [...codes][0] : "";
  }
}

function undo(store, change) {
  Object.assign(store, change);
  refresh(store, "undo");
}

const THEMES = [["", "◐ Auto", "as the system"], ["light", "○ Light", "light"], ["dark", "● Dark", "dark"]];

function openTheme(repaint) {
  let at = 0;
  byId("theme").addEventListener("click", () => {
    at = (at + 1) % THEMES.length;
    const [theme, text, words] = THEMES[at];
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    byId("theme").textContent = text;
    byId("theme").setAttribute("aria-label", `Colours: ${words}`);
    repaint();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

function fail(error) {
  byId("problem").hidden = false;
  byId("problem").textContent = `Part of this report could not be drawn: ${error.message} A browser from 2023 or later is needed.`;
}

async function start() {
  const state = { map: null };
  openTheme(() => state.map?.ready && repaint(state.map));
  try {
    const store = openStore(JSON.parse(await unpack("data")));
    byId("data").remove();
    byId("explore").hidden = false;
    if (!store.data.map) document.querySelector('[data-part="map"]').remove();
    if (store.data.topics) openTopics(store, byId("cards"));
    else document.querySelector('[data-part="topics"]').remove();
    if (store.data.groups) openGroups(store, byId("group-list"));
    else document.querySelector('[data-part="groups"]').remove();
    openFilters(store);
    const table = openTable(store, byId("table"));
    addEventListener("beforeprint", () => drawRows(table, { all: 100 }));
    addEventListener("afterprint", () => drawRows(table));
    if (store.data.map) state.map = await openMap(store);
    document.documentElement.dataset.ready = "yes";
  } catch (error) {
    fail(error);
  }
}

// The findings are painted before the work starts.
requestAnimationFrame(() => setTimeout(start));
