// Start: unpack and put the parts on the page.

const THEMES = [
  ["", "◐ Auto", "as the system"],
  ["light", "○ Light", "light"],
  ["dark", "● Dark", "dark"],
];

function openTheme() {
  let at = 0;
  byId("theme").addEventListener("click", () => {
    at = (at + 1) % THEMES.length;
    const [theme, text, words] = THEMES[at];
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    byId("theme").textContent = text;
    byId("theme").setAttribute("aria-label", `Colors: ${words}`);
  });
}

function fail(error) {
  byId("problem").hidden = false;
  byId("problem").textContent =
    `Part of this report could not be drawn: ${error.message} A browser from 2023 or later is needed.`;
}

/** Offer what the map can be colored by. */
function openColors(store) {
  const select = byId("color");
  offer(select, [...charted(store).map(({ key, label }) => [key, label]), ["", "nothing"]]);
  return select;
}

function openReportCharts(store, colors) {
  const drawAll = openCharts(byId("charts"), {
    pick: (key, codes) => choose(store, key, codes, "chart"),
    within: (key, from, to) => chooseSteps(store, key, from, to),
  });
  const update = () => drawAll(chartsOf(store, store.data.map ? colors.value : ""));
  colors.addEventListener("change", update);
  store.listeners.push((cause) => cause !== "sort" && update());
  update();
}

/** Open what is folded if a link leads into it, and all of it on paper. */
function openFolds() {
  const open = () => {
    const part = location.hash.length > 1 ? byId(location.hash.slice(1)) : null;
    if (part?.tagName === "DETAILS") part.open = true;
  };
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("#made details")) part.open = true;
  });
  open();
}

function withoutMap() {
  byId("plot").remove();
  byId("colors").remove();
  byId("map-title").textContent = "Charts";
  byId("map-hint").textContent = "Press a bar, or draw across a histogram: the lists below follow.";
  byId("map").hidden = !byId("charts").childElementCount;
}

async function start() {
  openTheme();
  openFolds();
  try {
    const store = openStore(JSON.parse(await unpack("data")));
    byId("data").remove();
    byId("explore").hidden = false;
    if (store.data.topics) openTopics(store, byId("cards"));
    if (store.data.groups) openGroups(store, byId("group-list"));
    openFilters(store);
    openTable(store, byId("table"));
    const colors = openColors(store);
    openReportCharts(store, colors);
    if (store.data.map) await openMap(store);
    else withoutMap();
    document.documentElement.dataset.ready = "yes";
  } catch (error) {
    fail(error);
  }
}

// The findings are painted before the work starts.
requestAnimationFrame(() => setTimeout(start));
