// Start: unpack and put the parts on the page.

const THEMES = [
  ["", "◐ Auto", "as the system"],
  ["light", "○ Light", "light"],
  ["dark", "● Dark", "dark"],
];

function openTheme(repaint) {
  let at = 0;
  byId("theme").addEventListener("click", () => {
    at = (at + 1) % THEMES.length;
    const [theme, text, words] = THEMES[at];
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    byId("theme").textContent = text;
    byId("theme").setAttribute("aria-label", `Colors: ${words}`);
    repaint();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

function fail(error) {
  byId("problem").hidden = false;
  byId("problem").textContent =
    `Part of this report could not be drawn: ${error.message} A browser from 2023 or later is needed.`;
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
    openTable(store, byId("table"));
    if (store.data.map) state.map = await openMap(store);
    document.documentElement.dataset.ready = "yes";
  } catch (error) {
    fail(error);
  }
}

// The findings are painted before the work starts.
requestAnimationFrame(() => setTimeout(start));
