// The live map: points, names and pictures come from Python, outlines and wishes go there.

const TRIES = 10; // to draw a map as wide as its box
const LIVE = 7; // the browser keeps sixteen WebGL contexts, a map takes two

const liveMaps = () => (window.workbenchLiveMaps ??= []);

const onScreen = ({ plot }) => {
  const box = plot.getBoundingClientRect();
  return plot.offsetParent !== null && box.bottom > 0 && box.top < window.innerHeight;
};

// The map used last stays live; of the others those go to sleep that are out of sight, the one
// used longest ago first.
const keepAlive = (entry) => {
  const maps = liveMaps().filter((one) => one !== entry && one.plot.isConnected);
  const spare = [...maps]
    .sort((a, b) => onScreen(a) - onScreen(b))
    .slice(0, Math.max(0, maps.length + 1 - LIVE));
  for (const old of spare) old.sleep();
  window.workbenchLiveMaps = [...maps.filter((one) => !spare.includes(one)), entry];
};

/** Numbers of 32 bits from the bytes that Python sent. */
const numbersOf = ({ buffer, byteOffset, byteLength }) =>
  new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));

/** Places of the points whose bit is set, or null for all. */
function litOf({ bits }, count) {
  if (!bits) return null;
  const lit = [];
  for (let k = 0; k < count; k++) if (bits.getUint8(k >> 3) & (128 >> (k & 7))) lit.push(k);
  return lit;
}

/** Places and colors of the points, as Plotly calls them. */
function pointsOf(part) {
  const { x, y, color, colors, noise } = part.get("points");
  const paints = paint(numbersOf(color), colors, noise);
  return { x: numbersOf(x), y: numbersOf(y), "marker.color": paints };
}

/** The map as drawPlot takes it. */
function mapOf(part) {
  const { x, y, "marker.color": color } = pointsOf(part);
  const [names, picture] = [part.get("names"), part.get("picture")];
  const [{ range }, lit] = [part.get("points"), litOf(part.get("lit"), x.length)];
  return { x, y, color, range, names, picture, lit };
}

const outlineOf = (event) => {
  if (event.range) return { shape: "box", x: event.range.x, y: event.range.y };
  if (event.lassoPoints) return { shape: "lasso", x: event.lassoPoints.x, y: event.lassoPoints.y };
  return null;
};

function mapPart(part, el) {
  el.classList.add("wb-map");
  el.setAttribute("tabindex", "-1");
  const stage = make("div.wb-figure");
  const tip = make("div.wb-tip", { role: "tooltip", hidden: true });
  const { line, trouble, notes } = wording(part, el);
  const foot = make("div.wb-foot", line, selectionBox(part), trouble, notes);
  el.append(stage, make("div.wb-side", legend(part), scaleChart(part), foot), tip);
  // Esc drops the selection: the map has the keys once something is drawn on it.
  el.addEventListener("keydown", (event) => {
    if (event.key === "Escape") send(part, { kind: "cleared" });
  });
  const view = { part, el, stage, tip: tipOf(part, el, tip), live: null, dirty: new Set() };
  follow(part, ["asleep"], () => (part.get("asleep") ? sleep(view) : wake(view)));
  const draw = paused(() => redraw(view), 0);
  for (const name of ["points", "lit", "names", "picture", "marks"])
    part.on(name, () => {
      view.dirty.add(name);
      draw();
    });
  return () => {
    view.gone = true;
    // A cell that is moved takes its plot out of the page and puts it back.
    setTimeout(() => el.isConnected || end(view), 1000);
  };
}

/** Take the plot away. Its contexts are given back now, not when the browser next tidies up: else
 *  the browser takes one from a map that is in use. */
function end(view) {
  const { live } = view;
  view.live = null;
  if (!live) return;
  live.watcher.disconnect();
  window.workbenchLiveMaps = liveMaps().filter((one) => one.plot !== live.plot);
  for (const canvas of live.canvases)
    for (const kind of ["webgl2", "webgl"])
      canvas.getContext(kind)?.getExtension("WEBGL_lose_context")?.loseContext();
  live.Plotly.purge(live.plot);
}

function sleep(view) {
  const { stage, part } = view;
  end(view);
  stage.classList.add("wb-asleep");
  stage.replaceChildren(
    make("img", { src: part.get("asleep"), alt: part.get("label") }),
    button("Wake this map", part.get("label"), () => send(part, { kind: "wake" })),
  );
}

async function wake(view) {
  const { stage, part, el } = view;
  const plot = make("div", { role: "group", "aria-label": part.get("label") });
  stage.classList.remove("wb-asleep");
  stage.style.height = `${part.get("points").height}px`;
  stage.replaceChildren(plot);
  const Plotly = await plotlyOf(part);
  await seen(stage);
  await inTurn(async () => {
    if (plot.parentNode !== stage || view.gone) return;
    view.dirty.clear();
    await drawPlot(Plotly, plot, mapOf(part), part.get("points").config);
    attach(view, Plotly, plot);
    if (part.get("marks").length || part.get("lit").bits) view.dirty.add("marks").add("lit");
    await redraw(view);
    el.dataset.ready = "true";
  });
}

/** Draw what has changed, all at once: whatever changes, Plotly draws everything. */
async function redraw({ part, live, dirty }) {
  if (!live) return;
  const { plot, Plotly } = live;
  const [points, rings, layout] = [{}, {}, {}];
  if (dirty.has("points")) Object.assign(points, pointsOf(part));
  if (dirty.has("points") || dirty.has("lit")) {
    const path = (one) => ({ type: "path", path: one, line: OUTLINE, layer: "above" });
    points.selectedpoints = litOf(part.get("lit"), part.get("points").x.byteLength / 4);
    // Python says what is lit; Plotly's own outline would undo that.
    layout.selections = [];
    layout.shapes = part.get("lit").outlines?.map(path) ?? [];
  }
  if (dirty.has("names")) {
    const size = sizeNow(plot, part.get("points").range);
    if (size !== plot.data[0].marker.size) points["marker.size"] = size;
    layout.annotations = annotationsOf(part.get("names"));
  }
  if (dirty.has("picture")) layout.images = [part.get("picture")];
  if (dirty.has("marks")) [rings.x = [], rings.y = []] = part.get("marks");
  dirty.clear();
  const names = Object.keys({ ...points, ...rings });
  // Undefined leaves a value as it is.
  const changes = Object.fromEntries(names.map((name) => [name, [points[name], rings[name]]]));
  if (names.length) await Plotly.update(plot, changes, layout, [0, 1]);
  else if (Object.keys(layout).length) await Plotly.relayout(plot, layout);
}

const windowOf = ({ layout: { xaxis, yaxis }, clientWidth: width, clientHeight: height }) => ({
  ...{ kind: "view", width, height, x: [...xaxis.range], y: [...yaxis.range] },
});

function attach(view, Plotly, plot) {
  const { part, tip, el } = view;
  const canvases = [...plot.querySelectorAll(".gl-container canvas")];
  let sent = 0;
  listenToPlot(plot, {
    select(event, keys) {
      const outline = outlineOf(event);
      if (!outline) return;
      send(part, { kind: "selected", number: ++sent, ...outline, ...keys });
      setTimeout(() => plot.isConnected && Plotly.relayout(plot, { selections: [] }), 0);
      setTimeout(() => el.focus({ preventScroll: true }), 100);
    },
    clear: () => send(part, { kind: "cleared" }),
    hover: tip.ask,
    leave: tip.hide,
    click: (point) => send(part, { kind: "click", point }),
  });
  let told = "";
  const tell = paused(() => {
    if (!plot.isConnected || !plot.clientWidth) return;
    const now = windowOf(plot);
    if (told === JSON.stringify(now)) return;
    told = JSON.stringify(now);
    send(part, now);
  }, 180);
  plot.on("plotly_afterplot", tell);
  plot.on("plotly_relayout", tell);
  // JupyterLab hides the page for a moment when its theme changes. Plotly then finds no width, and
  // no observer hears of it: so what was drawn is compared with the box, and fitted again.
  const widthOf = (node) => node.getBoundingClientRect().width;
  const fits = () => Math.abs(widthOf(plot.querySelector(".main-svg")) - widthOf(plot)) <= 1;
  const fit = paused(async (tries) => {
    if (plot.isConnected && plot.clientWidth) await Plotly.Plots.resize(plot);
    tell();
    await new Promise(requestAnimationFrame);
    if (tries && plot.isConnected && plot.clientWidth && !fits()) fit(tries - 1);
  }, 60);
  const watcher = new ResizeObserver(() => fit(TRIES));
  watcher.observe(view.stage);
  view.live = { plot, Plotly, canvases, watcher };
  if (!canvases.length) return tell();
  const entry = { plot, sleep: () => send(part, { kind: "sleep" }) };
  keepAlive(entry);
  plot.addEventListener("pointerdown", () => keepAlive(entry), true);
  for (const canvas of canvases)
    canvas.addEventListener("webglcontextlost", () => view.live?.plot === plot && entry.sleep());
  tell();
}

// What is under the pointer, fetched by row when it is first asked for.
function tipOf(part, el, box) {
  const known = new Map();
  let wanted = null;
  const show = () => {
    const one = known.get(wanted?.point);
    if (one) showTip(box, one, wanted, el.getBoundingClientRect());
  };
  const ask = paused(() => {
    if (wanted && !known.has(wanted.point)) send(part, { kind: "hover", point: wanted.point });
  }, 40);
  part.onMessage((message) => {
    if (message.kind === "forget") known.clear();
    if (message.kind !== "hover") return;
    if (known.size > 2000) known.clear();
    known.set(message.point, message);
    show();
  });
  return {
    ask(point, { clientX, clientY }) {
      wanted = { point, clientX, clientY };
      if (known.has(point)) show();
      else ask();
    },
    hide() {
      wanted = null;
      box.hidden = true;
    },
  };
}

/** What can be done with a selection, and its first texts where no table stands beside the map. */
function selectionBox(part) {
  const drop = sender(part, "cleared", "Clear the outline", "Esc on the map does the same");
  const copy = sender(part, "ids", "Copy ids", "Copy the ids of the selected rows, one a line");
  const texts = make("ul.wb-first");
  const further = make(
    "div",
    make(
      "div.wb-row",
      copy,
      sender(part, "download", "Download CSV", "Save the selected rows as a file"),
    ),
    make("div.wb-notes", "As a table in Python: .selection of this map."),
  );
  const box = make("div", drop, texts, further);
  part.onMessage((message, buffers) => {
    const copied = message.kind === "ids" && navigator.clipboard?.writeText(message.text);
    if (copied) copied.then(() => copy.replaceChildren("Copied"));
    if (message.kind === "file") save(message.name, "text/csv;charset=utf-8", buffers[0]);
  });
  follow(part, ["chosen"], () => {
    const { some, first } = part.get("chosen");
    box.hidden = !some;
    further.hidden = !first?.length;
    copy.textContent = "Copy ids";
    texts.replaceChildren(...(first ?? []).map((text) => make("li", { text, dir: "auto" })));
  });
  return box;
}

/** Colors of numbers or dates as a histogram; drawing across it lights those rows. */
function scaleChart(part) {
  const about = {
    role: "group",
    "aria-label": "Colors: pale is all rows, strong is what is shown",
  };
  const box = make("div.wb-charts", about);
  const within = (_, from, to) => send(part, { kind: "within", from, to });
  const drawCharts = openCharts(box, { within });
  follow(part, ["state"], () => drawCharts(part.get("state").charts ?? []));
  return box;
}

function legend(part) {
  const list = make("ul.wb-legend", { role: "group" });
  let drawn = null;
  const entry = ([name, color, count, groups, within]) => {
    const isolate = (event) => {
      const add = event.ctrlKey || event.metaKey || event.shiftKey;
      send(part, { kind: "isolate", groups, add });
    };
    const title = `${name}: ${number(count)} rows. Click: only this one; with Ctrl or Shift: add.`;
    const parts = [swatch(color), make("span.wb-name", name), make("span.wb-count", number(count))];
    const about = { "data-groups": groups, onclick: isolate, title };
    const chosen = make("button.wb-group", about, ...parts);
    if (!within.length) return make("li", chosen);
    const inner = make("ul", { hidden: true }, ...within.map(entry));
    const unfold = () => {
      inner.hidden = !inner.hidden;
      fold.setAttribute("aria-expanded", String(!inner.hidden));
    };
    const said = { "aria-expanded": "false", "aria-label": `Topics of ${name}`, onclick: unfold };
    const fold = make("button.wb-group.wb-fold", said);
    return make("li.wb-nested", fold, chosen, inner);
  };
  follow(part, ["state"], () => {
    const { title, groups, isolated } = part.get("state");
    const key = JSON.stringify(groups);
    if (key !== drawn) list.replaceChildren(...groups.map(entry));
    drawn = key;
    list.setAttribute("aria-label", `${title}: choose what to highlight`);
    list.classList.toggle("wb-some", isolated.length > 0);
    for (const one of list.querySelectorAll("[data-groups]")) {
      const lit = one.dataset.groups.split(",").map((group) => isolated.includes(Number(group)));
      const some = lit.includes(true) && lit.includes(false);
      one.setAttribute("aria-pressed", some ? "mixed" : lit[0]);
    }
  });
  return list;
}
