// The map: one WebGL trace, one dot per distinct text, recolored in place.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

async function openMap(store) {
  const view = { store, plot: byId("plot"), ready: false };
  const select = byId("color");
  select.addEventListener("change", () => recolor(view));
  // Fading dots takes longer than finding rows: the lists answer first, the map follows.
  const fade = paused(() => dim(view), 150);
  store.listeners.push((cause) => {
    if (view.ready && cause !== "sort") fade();
  });
  await loadPlotly();
  await drawMap(view);
  addEventListener(
    "resize",
    paused(() => fitted(view), 200),
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
  if (!field) return { colors: [look.plain], codes: new Uint16Array(store.texts) };
  const others = field.levels.length;
  const codes = Uint16Array.from(store.rowsOf, (rows) => {
    const first = field.codes[rows[0]];
    return first >= 0 && rows.every((row) => field.codes[row] === first) ? first : others;
  });
  const colors = field.levels.map((_, code) => colorOf(look, field, code));
  return { colors: [...colors, look.noise], codes };
}

function colorOf(look, field, code) {
  if (field.kind === "topic") return field.colors[code] ?? look.noise;
  if (field.kind === "status")
    return [look.noise, look.palette[2], look.palette[1], look.palette[4]][code];
  if (field.kind === "word") return look.palette[code] ?? look.noise;
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
  view.layout = layoutFor(view);
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
  const { x, y } = layoutFor(view, size);
  return {
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: panel,
    plot_bgcolor: panel,
    dragmode: byTouch() ? false : "lasso",
    hovermode: "closest",
    xaxis: { visible: false, range: x },
    yaxis: { visible: false, range: y },
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

/** Names of topics beside their dots, laid out when the report was written, as annotations. */
function labelsOf(view, inks, size) {
  if (coloredBy(view)?.kind !== "topic") return [];
  const [width, height] = boxOf(view, size);
  const { x, y, labels } = layoutFor(view, size);
  const [perX, perY] = [width / (x[1] - x[0]), height / (y[1] - y[0])];
  return labels.map((label) =>
    annotationOf(label, inks, {
      ax: label.across * width - (label.x - x[0]) * perX,
      ay: label.down * height - (y[1] - label.y) * perY,
    }),
  );
}

const boxOf = ({ plot }, size) => [
  size?.width ?? (plot.clientWidth || 800),
  size?.height ?? (plot.clientHeight || 500),
];

/** The largest layout that the box holds: in a larger box names stand farther apart, never over another. */
function layoutFor(view, size) {
  const [width, height] = boxOf(view, size);
  const { layouts } = view.store.data.map;
  const fit = layouts.filter((one) => one.width <= width && one.height <= height);
  const area = (one) => one.width * one.height;
  return fit.reduce((best, one) => (area(one) > area(best) ? one : best), fit[0] ?? layouts[0]);
}

/** A label as Plotly takes it: it stands some pixels off, and a line leads back to its dots. */
function annotationOf({ x, y, lines, size, moved }, [ink, soft], offset) {
  return {
    x,
    y,
    ...offset,
    text: lines.map(plain).join("<br>"),
    showarrow: true,
    arrowhead: 0,
    arrowwidth: moved ? 1 : 0.1,
    arrowcolor: soft,
    opacity: 0.95,
    font: { size, color: ink, weight: 600 },
    captureevents: false,
  };
}

const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

function recolor(view) {
  const { store, plot } = view;
  view.scheme = schemeOf(store, coloredBy(view));
  const marker = markerOf(view.scheme);
  const changes = Object.fromEntries(
    Object.entries(marker).map(([name, value]) => [`marker.${name}`, [value]]),
  );
  Plotly.update(plot, changes, { annotations: layoutOf(view).annotations });
}

/** Draw the map as large as a printed page takes it, on white, or again as large as its box. */
const PRINTED = { width: 690, height: 460 };

function resized(view, size) {
  const { annotations, ...screen } = layoutOf(view, size);
  const colors = size
    ? { paper_bgcolor: "#fff", plot_bgcolor: "#fff" }
    : { paper_bgcolor: screen.paper_bgcolor, plot_bgcolor: screen.plot_bgcolor };
  const free = { autosize: true, width: null, height: null };
  const home = { "xaxis.range": screen.xaxis.range, "yaxis.range": screen.yaxis.range };
  return Plotly.relayout(view.plot, { ...(size ?? free), ...home, ...colors, annotations });
}

/** Take the layout of names for the box as it is now; another layout shows the whole map again. */
function fitted(view) {
  const layout = layoutFor(view);
  const { xaxis, yaxis } = layoutOf(view);
  if (layout !== view.layout)
    Plotly.relayout(view.plot, { "xaxis.range": xaxis.range, "yaxis.range": yaxis.range });
  view.layout = layout;
  repaint(view);
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

/** Dates must not break at their hyphens. */
const unbroken = (name, field) => (field?.kind === "date" ? name.replaceAll("-", "\u2011") : name);
