// The map: one WebGL trace, one dot per distinct text, recolored in place.

async function openMap(store) {
  const view = { store, plot: byId("plot") };
  const select = byId("color");
  select.addEventListener("change", () => recolor(view));
  // Fading dots takes longer than finding rows: the lists answer first, the map follows.
  const fade = paused(() => dim(view), 150);
  await loadPlotly();
  await drawMap(view);
  store.listeners.push((cause) => cause !== "sort" && fade());
  addEventListener(
    "resize",
    paused(() => renamed(view), 200),
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

async function drawMap(view) {
  const { store, plot } = view;
  const { map, look } = store.data;
  view.scheme = schemeOf(store, coloredBy(view));
  plot.replaceChildren();
  plot.setAttribute("aria-label", `Map of ${counted(store.texts, "text")}`);
  const names = namesIn(view, map.range);
  const shown = { range: map.range, names, x: map.x, y: map.y, color: paintOf(view) };
  await drawPlot(Plotly, plot, shown, { ...look.config, responsive: true });
  listenTo(view);
  dim(view);
}

const paintOf = ({ scheme, store }) => paint(scheme.codes, scheme.colors, store.data.look.noise);

/** Names in a part of the map: those of the largest layout that was made when the report was written
 *  and that a box would hold which showed the whole map as large as this part is. In a larger box
 *  names stand farther apart, never over another. */
function namesIn(view, [[left, right], [low, top]], size) {
  if (coloredBy(view)?.kind !== "topic") return [];
  const { map } = view.store.data;
  const [[x0, x1], [y0, y1]] = map.range;
  const width = size?.width ?? (view.plot.clientWidth || 800);
  const height = size?.height ?? (view.plot.clientHeight || 500);
  const [perX, perY] = [width / (right - left), height / (top - low)];
  const toBox = (at, up) => [(at - left) * perX, (top - up) * perY];
  const inside = ([a, b]) => a >= 0 && a <= width && b >= 0 && b <= height;
  const dots = new Map();
  map.x.forEach((at, k) => {
    const [dot, group] = [toBox(at, map.y[k]), view.scheme.codes[k]];
    if (inside(dot)) dots.get(group)?.push(dot) ?? dots.set(group, [dot]);
  });
  const within = (at, half, most) => Math.max(half, Math.min(at, most - half));
  const kept = [];
  const fits = (one) => one.width <= (x1 - x0) * perX && one.height <= (y1 - y0) * perY;
  for (const label of (map.layouts.findLast(fits) ?? map.layouts[0]).labels) {
    const [wide, high] = [label.wide / 2, label.high / 2];
    const a = within((x0 + label.across * (x1 - x0) - left) * perX, wide, width);
    const wanted = within((top - y1 + label.down * (y1 - y0)) * perY, high, height);
    const near = kept.filter((one) => Math.abs(one.a - a) < one.wide + wide);
    const free = (b) => near.every((one) => Math.abs(one.b - b) >= one.high + high);
    // Names that were shifted into the part may meet: then one stands above or below the other.
    const beside = near.flatMap((one) => [one.b + one.high + high, one.b - one.high - high]);
    const b = [wanted, ...beside].find((at) => at === within(at, high, height) && free(at));
    const [own, some] = [toBox(label.x, label.y), dots.get(label.group) ?? []];
    if (b === undefined || !(inside(own) || some.length > 4)) continue;
    const far = ([right, below]) => Math.hypot(right - a, below - b);
    const end = inside(own) ? own : some.reduce((one, dot) => (far(dot) < far(one) ? dot : one));
    const [ax, ay] = [a - end[0], b - end[1]];
    // The color of a theme says what it names.
    const moved = !label.color && Math.max(Math.abs(ax) - wide, Math.abs(ay) - high) > 5;
    const [x, y] = [left + end[0] / perX, top - end[1] / perY];
    kept.push({ ...label, x, y, a, b, wide, high, ax, ay, moved });
  }
  return kept;
}

const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

function recolor(view) {
  const { store, plot } = view;
  view.scheme = schemeOf(store, coloredBy(view));
  Plotly.update(plot, { "marker.color": [paintOf(view)] }, { annotations: namesNow(view) }, [0]);
}

/** Draw the map as large as a printed page takes it, on white, or again as large as its box. */
const PRINTED = { width: 690, height: 460 };

function resized(view, size) {
  const { range } = view.store.data.map;
  const whole = { "xaxis.range": [...range[0]], "yaxis.range": [...range[1]] };
  const annotations = annotationsOf(namesIn(view, range, size));
  const box = size ?? { autosize: true, width: null, height: null };
  return Plotly.relayout(view.plot, { ...box, ...whole, annotations });
}

function namesNow(view) {
  const { xaxis, yaxis } = view.plot.layout;
  return annotationsOf(namesIn(view, [xaxis.range, yaxis.range]));
}

/** Lay out names and dots for the box, and the part of the map in it, as they are now. */
function renamed(view) {
  const changes = { "marker.size": [sizeNow(view.plot, view.store.data.map.range)] };
  return Plotly.update(view.plot, changes, { annotations: namesNow(view) }, [0]);
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
  const shown = [...store.textShown.keys()].filter((text) => store.textShown[text]);
  const faded = shown.length < store.texts;
  await Plotly.restyle(plot, { selectedpoints: [faded ? shown : null] }, [0]);
  plot.dataset.faded = String(Number(plot.dataset.faded ?? 0) + 1);
}

function listenTo(view) {
  const { store, plot } = view;
  const tip = byId("tip");
  const zoomed = paused(() => renamed(view), 100);
  plot.on("plotly_relayout", (changed) => "annotations" in changed || zoomed());
  const outline = (lasso) => {
    if (!lasso && !store.lasso) return;
    store.lasso = lasso;
    refresh(store, "lasso");
  };
  listenToPlot(plot, {
    select(event) {
      const points = (event.points ?? []).filter((point) => point.curveNumber === 0);
      const lasso = points.length ? new Uint8Array(store.texts) : null;
      for (const point of points) lasso[point.pointIndex] = 1;
      outline(lasso);
    },
    clear: () => outline(null),
    hover: (text, event) => showTip(tip, tipFor(store, text), event, WINDOW()),
    leave: () => (tip.hidden = true),
    click: (text) => openRow(store, store.rowsOf[text][0]),
  });
}

const WINDOW = () => ({ left: 0, top: 0, width: innerWidth, height: innerHeight });

/** What stands under the pointer: the text, what the first fields say, how many rows have it. */
function tipFor(store, text) {
  const rows = store.rowsOf[text];
  const facts = store.fields
    .slice(0, 2)
    .map((field) => wordOf(field, rows[0]))
    .filter(Boolean);
  if (rows.length > 1) facts.push(counted(rows.length, "row"));
  return { title: facts.join(" · "), lines: [short(store.data.texts[text], 220)] };
}

/** Dates must not break at their hyphens. */
const unbroken = (name, field) => (field?.kind === "date" ? name.replaceAll("-", "\u2011") : name);
