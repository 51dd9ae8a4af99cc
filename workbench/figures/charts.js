// Charts of columns: bars for values, histograms for numbers and dates. Shares of what is shown stand
// before those of all rows, so that one sees what a selection has more of. Pressing a bar or drawing
// across a histogram filters; who draws them says what is counted and what happens then.
//
// A chart: { key, label, note, rows, shown, chosen, bars, bins }. rows and shown count what it is of.
// A bar: { code, name, all, shown, color, chosen, many, said }; a color of null is the page's own;
// the last two, if given, stand for what is counted.
// bins: { all, shown, colors, from, to, said, names, ends }; from and to are null if nothing is chosen.

const FEW_BARS = 8;
const FINDABLE = 15;

/** Write a part of a whole in percent. */
function share(part, whole) {
  if (!part || !whole) return "0%";
  const percent = (100 * part) / whole;
  return percent < 0.1 ? "under 0.1%" : `${percent.toFixed(percent < 10 ? 1 : 0)}%`;
}

/** Return what draws charts into a box. acts: { pick(key, codes), within(key, from, to) }. */
function openCharts(box, acts) {
  const open = new Map();
  return (charts) => {
    for (const chart of charts) {
      if (!open.has(chart.key)) open.set(chart.key, openChart(chart, acts));
    }
    const parts = charts.map((chart) => open.get(chart.key));
    if (parts.some((part, k) => part.element !== box.children[k]))
      box.replaceChildren(...parts.map((part) => part.element));
    parts.forEach((part, k) => {
      part.update(charts[k]);
    });
  };
}

function openChart(first, acts) {
  const view = { chart: first, acts, whole: false, sought: "" };
  view.list = make("div.values", { onkeydown: (event) => rove(view.list, event) });
  view.more = make("button.quiet.more", {
    onclick: () => {
      view.whole = !view.whole;
      drawBars(view);
    },
  });
  view.find = make("input", {
    type: "search",
    placeholder: "Find",
    "aria-label": `Find a value of ${first.label}`,
    oninput: () => {
      view.sought = view.find.value.trim().toLowerCase();
      drawBars(view);
    },
  });
  const title = make("h3", { text: first.label, dir: "auto" });
  const bins = first.bins && openBins(view);
  const element = make(
    "div.chart",
    { role: "group", "aria-label": first.label, "data-key": first.key },
    title,
    bins?.element,
    view.find,
    view.list,
    view.more,
    make("p.note"),
  );
  const update = (chart) => {
    view.chart = chart;
    element.classList.toggle("chosen", chart.chosen);
    element.lastChild.textContent = chart.note ?? "";
    bins?.update(chart);
    drawBars(view);
  };
  return { element, update };
}

/** The most frequent bars, chosen ones among them, or all of them, or those that are looked for. */
function barsShown({ chart, whole, sought }) {
  if (sought) return chart.bars.filter((bar) => bar.name.toLowerCase().includes(sought));
  if (whole || chart.bars.length <= FEW_BARS + 1) return chart.bars;
  return chart.bars.filter((bar, k) => k < FEW_BARS || bar.chosen);
}

function drawBars(view) {
  const { chart, list, more, find } = view;
  const focused = list.contains(document.activeElement)
    ? document.activeElement.dataset.code
    : null;
  const longest = chart.bars.reduce(
    (most, bar) => Math.max(most, bar.all / (chart.rows || 1), bar.shown / (chart.shown || 1)),
    1e-9,
  );
  const bars = barsShown(view);
  list.replaceChildren(...bars.map((bar) => barOf(view, bar, longest)));
  const known = [...list.children].find((one) => one.dataset.code === focused);
  (known ?? list.firstChild)?.setAttribute("tabindex", "0");
  known?.focus({ preventScroll: true });
  more.hidden = Boolean(view.sought) || chart.bars.length <= FEW_BARS + 1;
  more.textContent = view.whole ? "Show fewer" : `Show ${chart.bars.length - bars.length} more`;
  find.hidden = !view.whole || chart.bars.length < FINDABLE;
}

function barOf({ chart, acts }, bar, longest) {
  const width = (part, whole) => `width:${((100 * part) / (whole || 1) / longest).toFixed(1)}%`;
  const color = bar.color ? `;background:${bar.color}` : "";
  const shares = `${share(bar.shown, chart.shown)} of those shown, ${share(bar.all, chart.rows)} of all`;
  const rows = `${number(bar.shown)} of ${number(bar.all)} rows`;
  const said = bar.said ?? `${bar.name || "empty"}: ${rows}; ${shares}`;
  return make(
    "button",
    {
      tabindex: -1,
      "data-code": bar.code,
      "aria-pressed": String(Boolean(bar.chosen)),
      "aria-label": said,
      title: `${said}. Press: only this. With Ctrl or Shift: this too.`,
      onclick: (event) => pick(chart, acts, bar, event),
    },
    make("span.name", { text: bar.name || "(empty)", dir: "auto" }),
    make(
      "span.track",
      make("i.all", { style: width(bar.all, chart.rows) + color }),
      make("i.now", { style: width(bar.shown, chart.shown) + color }),
    ),
    make("span.many", bar.many ?? number(bar.shown)),
  );
}

/** Choose one bar alone, or with the others if a key is held or fingers, which hold none, press. */
function pick(chart, acts, bar, event) {
  const chosen = chart.bars.filter((one) => one.chosen).map((one) => one.code);
  const more = event.ctrlKey || event.metaKey || event.shiftKey || event.pointerType === "touch";
  const rest = chosen.filter((code) => code !== bar.code);
  if (more) acts.pick(chart.key, bar.chosen ? rest : [...chosen, bar.code]);
  else acts.pick(chart.key, bar.chosen && !rest.length ? [] : [bar.code]);
}

/** Arrows lead from bar to bar, so that Tab leads from chart to chart. */
function rove(list, event) {
  const bars = [...list.children];
  const at = bars.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: bars.length - 1 }[event.key];
  if (at < 0 || to === undefined || !bars[to]) return;
  event.preventDefault();
  bars[at].setAttribute("tabindex", "-1");
  bars[to].setAttribute("tabindex", "0");
  bars[to].focus();
}

const HISTOGRAM = 44;

/** A histogram: a pale bar of all rows and a strong one of those shown for each step. */
function openBins(view) {
  const count = view.chart.bins.all.length;
  const step = 100 / count;
  const bar = (kind, k) =>
    shape("rect", { class: kind, x: k * step, width: Math.max(0.4, step * 0.9), y: 0, height: 0 });
  const bars = view.chart.bins.all.map((_, k) => ({
    whole: shape("title", {}),
    all: bar("all", k),
    now: bar("now", k),
  }));
  const brush = shape("rect", { class: "brush", y: 0, height: HISTOGRAM });
  const picture = shape(
    "svg",
    { viewBox: `0 0 100 ${HISTOGRAM}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    brush,
    ...bars.map((one) => shape("g", {}, one.whole, one.all, one.now)),
  );
  const handles = ["from", "to"].map((side) => handleOf(view, side));
  const ends = ["", "chosen", ""].map((kind) => make("span", { class: kind }));
  const element = make(
    "div.histogram",
    make("div.drawn", picture, ...handles),
    make("div.ends", ...ends),
  );
  brushes(view, picture);
  const update = ({ bins, shown, rows }) => {
    const most = bins.all.reduce(
      (high, all, k) => Math.max(high, all / (rows || 1), bins.shown[k] / (shown || 1)),
      1e-9,
    );
    bars.forEach((one, k) => {
      one.whole.textContent = `${bins.names[k]}: ${number(bins.shown[k])} of ${number(bins.all[k])} rows`;
      risen(one.all, bins.all[k] / (rows || 1) / most);
      risen(one.now, bins.shown[k] / (shown || 1) / most);
      for (const rect of [one.all, one.now]) rect.style.fill = bins.colors?.[k] ?? "";
    });
    const [from, to] = [bins.from ?? 0, bins.to ?? count - 1];
    const whole = bins.from === null;
    brush.setAttribute("x", from * step);
    brush.setAttribute("width", whole ? 0 : (to - from + 1) * step);
    handles.forEach((handle, side) => {
      const at = side ? to : from;
      handle.style.left = `${(at + side) * step}%`;
      handle.classList.toggle("idle", whole);
      handle.setAttribute("aria-valuenow", at);
      handle.setAttribute("aria-valuetext", bins.names[at]);
    });
    ends[0].textContent = bins.ends[0];
    ends[1].textContent = bins.said;
    ends[2].textContent = bins.ends[1];
  };
  return { element, update };
}

function risen(rect, share) {
  // What is there must be seen, however little it is.
  const height = share ? Math.max(1, share * (HISTOGRAM - 2)) : 0;
  rect.setAttribute("y", HISTOGRAM - height);
  rect.setAttribute("height", height);
}

/** Let a pointer draw across the steps; pressing a chosen step alone frees all again. */
function brushes(view, picture) {
  let start = null;
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    const count = view.chart.bins.all.length;
    const step = Math.floor(((event.clientX - box.left) / box.width) * count);
    return Math.min(count - 1, Math.max(0, step));
  };
  const follow = (event) => {
    const [from, to] = [start, at(event)].sort((a, b) => a - b);
    const { bins, key } = view.chart;
    if (from !== bins.from || to !== bins.to) view.acts.within(key, from, to);
  };
  picture.addEventListener("pointerdown", (event) => {
    start = at(event);
    picture.setPointerCapture(event.pointerId);
    const { bins, key } = view.chart;
    if (bins.from === start && bins.to === start) {
      start = null;
      view.acts.within(key, null, null);
    } else follow(event);
  });
  picture.addEventListener("pointermove", (event) => start !== null && follow(event));
  for (const end of ["pointerup", "pointercancel"])
    picture.addEventListener(end, () => {
      start = null;
    });
}

/** One end of what is chosen, moved with arrows: how a keyboard draws across a histogram. */
function handleOf(view, side) {
  const last = view.chart.bins.all.length - 1;
  const handle = make("div.handle", {
    role: "slider",
    tabindex: 0,
    "aria-label": `${view.chart.label} ${side}`,
    "aria-valuemin": 0,
    "aria-valuemax": last,
  });
  handle.addEventListener("keydown", (event) => {
    const { bins, key } = view.chart;
    if (event.key === "Delete" || event.key === "Escape") return view.acts.within(key, null, null);
    const range = { from: bins.from ?? 0, to: bins.to ?? last };
    const to = {
      ArrowLeft: range[side] - 1,
      ArrowDown: range[side] - 1,
      ArrowRight: range[side] + 1,
      ArrowUp: range[side] + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    range[side] =
      side === "from"
        ? Math.min(Math.max(to, 0), range.to)
        : Math.max(Math.min(to, last), range.from);
    const whole = range.from === 0 && range.to === last;
    view.acts.within(key, whole ? null : range.from, whole ? null : range.to);
  });
  return handle;
}
