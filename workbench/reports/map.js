// The map: one WebGL trace, one dot per distinct text, recolored in place.

const MOST_COLORS = 24;
const MOST_LABELS = 40;
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

async function openMap(store) {
  byId("map").hidden = false;
  const view = { store, plot: byId("plot"), ready: false };
  const select = byId("color");
  for (const field of store.fields) {
    if (field.kind !== "word" || field.levels.length <= Math.max(MOST_CHOICES, store.rows / 20)) {
      select.append(make("option", { value: field.key, text: field.label }));
    }
  }
  select.append(make("option", { value: "", text: "nothing" }));
  select.addEventListener("change", () => recolor(view));
  // Fading dots takes longer than finding rows: the lists answer first, the map follows.
  const fade = paused(() => dim(view), 150);
  store.listeners.push((cause) => {
    if (!view.ready || cause === "sort") return;
    pressLegend(view);
    fade();
  });
  await loadPlotly();
  await drawMap(view);
  addEventListener(
    "resize",
    paused(() => repaint(view), 200),
  );
  addEventListener("beforeprint", () => resized(view, PRINTED));
  addEventListener("afterprint", () => resized(view));
  return view;
}

/** Run Plotly's own script, which the page's policy allows by its digest. */
async function loadPlotly() {
  const script = document.createElement("script");
  script.textContent = await unpack("plotly");
  byId("plotly").remove();
  document.head.append(script);
  if (!window.Plotly) throw new Error("Plotly did not start in this browser.");
}

function hasWebGL() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl") ?? canvas.getContext("experimental-webgl"));
}

/** The color of each text: that of its rows' value, gray where they differ or have none. */
function schemeOf(store, field) {
  const { look } = store.data;
  if (!field)
    return {
      names: [""],
      colors: ["#3b6fb6"],
      codes: new Uint16Array(store.texts),
      counts: [store.rows],
      keys: [null],
    };
  const ranked = rankedLevels(store, field);
  const kept = field.kind === "topic" ? ranked : ranked.slice(0, MOST_COLORS);
  const place = new Map(kept.map((code, k) => [code, k]));
  const others = kept.length;
  const codes = Uint16Array.from(store.rowsOf, (rows) => {
    const first = field.codes[rows[0]];
    return rows.every((row) => field.codes[row] === first) ? (place.get(first) ?? others) : others;
  });
  const names = kept.map((code) => field.levels[code]);
  const colors = kept.map((code, k) => colorOf(look, field, code, k));
  const counts = kept.map((code) => field.counts[code]);
  if (codes.some((code) => code === others)) {
    names.push(
      ranked.length > kept.length
        ? `${number(ranked.length - kept.length)} rarer values, or several`
        : "no value, or several",
    );
    colors.push(look.noise);
    counts.push(null);
  }
  return { names, colors, codes, counts, keys: kept };
}

/** Levels in the order of the legend: topics, classes and verdicts as they are, words by frequency. */
function rankedLevels(store, field) {
  if (!field.counts) {
    field.counts = new Array(field.levels.length).fill(0);
    for (let row = 0; row < store.rows; row++) {
      if (field.codes[row] >= 0 && store.data.textOf[row] >= 0) field.counts[field.codes[row]]++;
    }
  }
  return field.levels.map((_, code) => code).filter((code) => field.counts[code] > 0);
}

function colorOf(look, field, code, place) {
  if (field.kind === "topic") return field.colors[code] ?? look.noise;
  if (field.kind === "status")
    return [look.noise, look.palette[2], look.palette[1], look.palette[4]][code];
  if (field.kind === "word") return look.palette[place % look.palette.length];
  const at =
    field.levels.length < 2 ? 0 : (code / (field.levels.length - 1)) * (look.scale.length - 1);
  return look.scale[Math.round(at)];
}

/** Colors as a scale of equal steps, so that one number a dot is enough. */
function stepped(colors) {
  return colors.flatMap((color, k) => [
    [k / colors.length, color],
    [(k + 1) / colors.length, color],
  ]);
}

async function drawMap(view) {
  const { store, plot } = view;
  const { map, look } = store.data;
  view.scheme = schemeOf(store, coloredBy(view));
  const size = store.texts > 50000 ? 2.5 : store.texts > 10000 ? 3.5 : store.texts > 2000 ? 5 : 7;
  const trace = {
    type: hasWebGL() ? "scattergl" : "scatter",
    mode: "markers",
    x: map.x,
    y: map.y,
    hoverinfo: "none",
    marker: { size, opacity: 0.8, ...markerOf(view.scheme) },
    unselected: { marker: { opacity: 0.06 } },
  };
  plot.replaceChildren();
  plot.setAttribute("aria-label", `Map of ${counted(store.texts, "text")}`);
  await Plotly.newPlot(plot, [trace], layoutOf(view), {
    ...look.config,
    scrollZoom: false,
    responsive: true,
  });
  view.ready = true;
  drawLegend(view);
  listenTo(view);
  dim(view);
}

const markerOf = (scheme) => ({
  color: Array.from(scheme.codes),
  colorscale: stepped(scheme.colors),
  cmin: -0.5,
  cmax: scheme.colors.length - 0.5,
  showscale: false,
});

/** Where fingers scroll the page, a drag across the map must not be taken for a lasso. */
const byTouch = () => matchMedia("(pointer: coarse)").matches;

function layoutOf(view, size) {
  const style = getComputedStyle(document.documentElement);
  const [panel, ink, soft] = ["--panel", "--ink", "--soft"].map((name) =>
    style.getPropertyValue(name).trim(),
  );
  const axis = (values) => ({
    visible: false,
    range: [-0.06 * spanOf(values), 1.06 * spanOf(values)],
  });
  return {
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: panel,
    plot_bgcolor: panel,
    dragmode: byTouch() ? false : "lasso",
    hovermode: "closest",
    xaxis: axis(view.store.data.map.x),
    yaxis: axis(view.store.data.map.y),
    font: { color: ink, family: FONT },
    modebar: {
      bgcolor: "rgba(0,0,0,0)",
      color: soft,
      activecolor: style.getPropertyValue("--accent").trim(),
    },
    newselection: { line: { color: ink, width: 1.5 } },
    showlegend: false,
    annotations: labelsOf(view, size ? ["#000", "#333"] : [ink, soft], size),
  };
}

/** Plotly reads a small markup of its own in labels: these signs must stand for themselves. */
const plain = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Names of the largest topics beside their dots, as annotations of Plotly. */
function labelsOf(view, inks, size) {
  const { store, scheme } = view;
  const field = coloredBy(view);
  if (field?.kind !== "topic") return [];
  const width = size?.width ?? (view.plot.clientWidth || 800);
  const height = size?.height ?? (view.plot.clientHeight || 500);
  const { x, y } = store.data.map;
  const [across, up] = [width / spanOf(x) / 1.12, height / spanOf(y) / 1.12];
  const dots = {
    x: Float32Array.from(x, (at) => (at + 0.06 * spanOf(x)) * across),
    y: Float32Array.from(y, (at) => height - (at + 0.06 * spanOf(y)) * up),
  };
  const members = scheme.keys.map(() => []);
  scheme.codes.forEach((code, text) => {
    members[code]?.push(text);
  });
  const names = scheme.keys
    .map((code, k) => ({ code, k }))
    .filter(({ code, k }) => field.ids[code] >= 0 && members[k].length)
    .slice(0, width < 500 ? MOST_LABELS / 2 : MOST_LABELS)
    .map(({ k }) => {
      const [atX, atY] = [dots.x, dots.y].map((at) => middle(members[k].map((text) => at[text])));
      return { x: atX, y: atY, text: scheme.names[k] };
    });
  return labelPlaces(names, dots, width, height).map((label) =>
    annotationOf(label, inks, [
      label.name.x / across - 0.06 * spanOf(x),
      (height - label.name.y) / up - 0.06 * spanOf(y),
    ]),
  );
}

/** A label as Plotly takes it: it stands some pixels off, and a line leads back to its dots. */
function annotationOf(label, [ink, soft], [x, y]) {
  const moved = Math.hypot(label.dx, label.dy) > 0;
  return {
    x,
    y,
    ax: label.dx,
    ay: label.dy,
    text: label.lines.map(plain).join("<br>"),
    showarrow: true,
    arrowhead: 0,
    arrowwidth: moved ? 1 : 0.1,
    arrowcolor: soft,
    opacity: 0.95,
    font: { size: 12.5, color: ink, weight: 600 },
    captureevents: false,
  };
}

const spanOf = (values) => values.reduce((high, v) => Math.max(high, v), 1);
const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);
const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

function recolor(view) {
  const { store, plot } = view;
  view.scheme = schemeOf(store, coloredBy(view));
  const marker = markerOf(view.scheme);
  const changes = Object.fromEntries(
    Object.entries(marker).map(([name, value]) => [`marker.${name}`, [value]]),
  );
  Plotly.update(plot, changes, { annotations: layoutOf(view).annotations });
  drawLegend(view);
}

/** Draw the map as large as a printed page takes it, on white, or again as large as its box. */
const PRINTED = { width: 690, height: 460 };

function resized(view, size) {
  const { annotations, ...screen } = layoutOf(view, size);
  const colors = size
    ? { paper_bgcolor: "#fff", plot_bgcolor: "#fff" }
    : { paper_bgcolor: screen.paper_bgcolor, plot_bgcolor: screen.plot_bgcolor };
  const free = { autosize: true, width: null, height: null };
  return Plotly.relayout(view.plot, { ...(size ?? free), ...colors, annotations });
}

/** Take the colors of the page again after they have changed, without moving the view. */
function repaint(view) {
  const { paper_bgcolor, plot_bgcolor, font, modebar, newselection, annotations } = layoutOf(view);
  Plotly.relayout(view.plot, {
    paper_bgcolor,
    plot_bgcolor,
    font,
    modebar,
    newselection,
    annotations,
  });
}

/** Say which field the map is colored by. */
function coloredBy(view) {
  return view.store.fields.find((field) => field.key === byId("color").value);
}

/** Fade the dots of texts that are not shown, and take away an outline that holds no longer. */
async function dim(view) {
  const { store, plot } = view;
  if (!store.lasso && plot.layout.selections?.length)
    await Plotly.relayout(plot, { selections: [] });
  const all = store.textShown.every((shown) => shown);
  const chosen = [];
  if (!all)
    store.textShown.forEach((shown, text) => {
      if (shown) chosen.push(text);
    });
  await Plotly.restyle(plot, { selectedpoints: [all ? null : chosen] });
  plot.dataset.faded = String(Number(plot.dataset.faded ?? 0) + 1);
}

function listenTo(view) {
  const { store, plot } = view;
  plot.on("plotly_selected", (event) => {
    const points = event?.points ?? [];
    if (!points.length && !store.lasso) return;
    store.lasso = points.length ? new Uint8Array(store.texts) : null;
    for (const point of points) store.lasso[point.pointIndex] = 1;
    refresh(store, "lasso");
  });
  plot.on("plotly_deselect", () => {
    if (!store.lasso) return;
    store.lasso = null;
    refresh(store, "lasso");
  });
  plot.on("plotly_hover", (event) => showTip(view, event.points[0].pointIndex, event.event));
  plot.on("plotly_unhover", () => (byId("tip").hidden = true));
  plot.on("plotly_click", (event) => openRow(store, store.rowsOf[event.points[0].pointIndex][0]));
}

function showTip(view, text, { clientX, clientY }) {
  const { store } = view;
  const rows = store.rowsOf[text];
  const tip = byId("tip");
  const facts = store.fields
    .slice(0, 2)
    .map((field) => wordOf(field, rows[0]))
    .filter(Boolean);
  if (rows.length > 1) facts.push(counted(rows.length, "row"));
  tip.replaceChildren(
    make("div", { text: short(store.data.texts[text], 220), dir: "auto" }),
    make("div", { class: "under", text: facts.join(" · "), dir: "auto" }),
  );
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(clientX + 14, innerWidth - width - 8))}px`;
  tip.style.top = `${clientY + 18 + height > innerHeight ? Math.max(8, clientY - height - 14) : clientY + 18}px`;
}

function drawLegend(view) {
  const { store, scheme } = view;
  const key = byId("color").value;
  byId("legend").replaceChildren(
    ...(key ? scheme.names : []).map((name, k) =>
      make(
        "button",
        {
          type: "button",
          "data-code": scheme.keys[k] ?? "",
          "aria-pressed": "false",
          disabled: k >= scheme.keys.length,
          onclick: (event) => {
            const pressed = event.currentTarget.getAttribute("aria-pressed") === "true";
            choose(store, key, pressed ? null : [scheme.keys[k]], "legend");
          },
        },
        make("span", {
          class: "dot",
          style: `background:${scheme.colors[k]}`,
          "aria-hidden": "true",
        }),
        make("span", {
          class: "name",
          text: unbroken(name, coloredBy(view)) || "(empty)",
          dir: "auto",
        }),
        make("span", {
          class: "many",
          text: scheme.counts[k] === null ? "" : number(scheme.counts[k]),
        }),
      ),
    ),
  );
  pressLegend(view);
}

/** Dates must not break at their hyphens. */
const unbroken = (name, field) => (field?.kind === "date" ? name.replaceAll("-", "\u2011") : name);

function pressLegend(view) {
  const codes = view.store.chosen.get(byId("color").value);
  for (const button of byId("legend").children) {
    button.setAttribute(
      "aria-pressed",
      String(Boolean(codes?.has(Number(button.dataset.code)) && button.dataset.code !== "")),
    );
  }
}
