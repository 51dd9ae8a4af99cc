// The map: points, names beside them, rings. The notebook and the report draw it with this.
//
// A map: { x, y, color, range: [[x0, x1], [y0, y1]], names, picture, lit }. A name:
// { x, y, ax, ay, lines, example, size, weight, color, moved }, so many pixels off its dots; example:
// lines below the name; a color of "" is that of the page. lit: places of points, or null.
// Paper and letters follow the page's style, so that its theme is followed at once.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
const FEW_POINTS = 3000; // are drawn as SVG, which needs no WebGL context
const CLEAR = "rgba(0,0,0,0)";
const OUTLINE = { width: 1.5, dash: "dot", color: "#8a63d2" };

function hasWebGL() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl") ?? canvas.getContext("experimental-webgl"));
}

const pointSize = (count) => Math.min(9, Math.max(3, 10.5 - 1.7 * Math.log10(Math.max(count, 1))));
const LARGEST_POINT = 11;

/** How large dots are now: they grow slowly, the smaller the part of the map is that is shown. */
function sizeNow({ data, layout: { xaxis, yaxis } }, home) {
  const area = ([left, right], [low, top]) => (right - left) * (top - low);
  const nearer = Math.max(1, area(...home) / area(xaxis.range, yaxis.range)) ** 0.2;
  return Math.min(LARGEST_POINT, Math.round(2 * nearer * pointSize(data[0].x.length)) / 2);
}

/** Where fingers scroll the page, a drag across the map must not be taken for a lasso. */
const byTouch = () => matchMedia("(pointer: coarse)").matches;

/** Plotly reads a small markup of its own in names: these signs must stand for themselves. */
const plain = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const EXAMPLE = "font-size: 12px; font-weight: 400";
const styled = (lines, style) =>
  lines.map((line) => `<span style="${style}">${plain(line)}</span>`);

/** Names as Plotly takes them; a line leads from those that are moved back to their dots. */
const annotationsOf = (names) =>
  names.map(({ x, y, ax, ay, lines, example, size, weight, color, moved }) => ({
    text: [...styled(lines, color && `color: ${color}`), ...styled(example, EXAMPLE)].join("<br>"),
    ...(moved ? { ax, ay, arrowhead: 0, arrowwidth: 1 } : { xshift: ax, yshift: -ay }),
    ...{ x, y, showarrow: moved, xanchor: "center", yanchor: "middle" },
    ...{ borderpad: 0, captureevents: false, font: { size, weight } },
  }));

/** Dots of no topic recede on light and on dark paper: there they are half as strong. */
const RECEDING = "#80889280";

/** The color of each dot. Plotly reads colors written so twice as fast as places on a scale. */
function paint(codes, colors, noise) {
  const shown = colors.map((color) => (color === noise ? RECEDING : color));
  return shown.length > 1 ? Array.from(codes, (code) => shown[code]) : shown[0];
}

function layoutOf(map) {
  const [x, y] = map.range;
  const axis = (range) => ({ visible: false, range: [...range], zeroline: false, showgrid: false });
  return {
    ...{ xaxis: axis(x), yaxis: axis(y), margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false },
    ...{ paper_bgcolor: CLEAR, plot_bgcolor: CLEAR, hovermode: "closest", template: "none" },
    dragmode: byTouch() ? false : "lasso",
    font: { family: FONT },
    modebar: { bgcolor: CLEAR },
    newselection: { line: OUTLINE },
    annotations: annotationsOf(map.names),
    images: map.picture ? [map.picture] : [],
  };
}

/** Draw a map in a box. */
function drawPlot(Plotly, plot, map, config) {
  const few = map.x.length <= FEW_POINTS || !hasWebGL();
  const points = {
    ...{ type: few ? "scatter" : "scattergl", mode: "markers", hoverinfo: "none" },
    ...{ x: map.x, y: map.y, selectedpoints: map.lit ?? null },
    marker: { size: pointSize(map.x.length), opacity: 1, line: { width: 0 }, color: map.color },
    selected: { marker: { opacity: 1 } },
    unselected: { marker: { opacity: 0.06 } },
  };
  const symbol = { symbol: "circle-open", size: 15, color: "#d1242f", line: { width: 2.5 } };
  const rings = { type: "scatter", mode: "markers", hoverinfo: "skip", x: [], y: [] };
  plot.classList.add("wb-plot");
  return Plotly.newPlot(plot, [points, { ...rings, marker: symbol }], layoutOf(map), config);
}

/** Tell of what is done on a map. acts: select(event, keys), clear, hover(point, event), leave, click. */
function listenToPlot(plot, acts) {
  let keys = { add: false, cut: false };
  const press = (event) => {
    keys = { add: event.shiftKey, cut: event.altKey };
  };
  const pointOf = (event) => event.points?.find((one) => one.curveNumber === 0)?.pointNumber;
  const onPoint = (act) => (event) => {
    const point = pointOf(event);
    if (point !== undefined) act(point, event.event);
  };
  plot.addEventListener("mousedown", press, true);
  plot.on("plotly_selected", (event) => event && acts.select(event, keys));
  plot.on("plotly_deselect", acts.clear);
  plot.on("plotly_hover", onPoint(acts.hover));
  plot.on("plotly_unhover", acts.leave);
  plot.on("plotly_click", onPoint(acts.click));
}

/** Show what is under the pointer: a title and lines, each a text or [name, value]. */
function showTip(tip, { title, lines }, { clientX, clientY }, frame) {
  const written = lines.map((line) => {
    const [name, value] = Array.isArray(line) ? line : ["", line];
    return make("div", { dir: "auto" }, name ? make("b", `${name} `) : null, value);
  });
  tip.replaceChildren(title ? make("div.title", title) : "", ...written);
  tip.hidden = false;
  const { left, top, width, height } = frame;
  const x = Math.min(clientX - left + 14, width - tip.offsetWidth - 6);
  const [below, above] = [clientY - top + 16, clientY - top - tip.offsetHeight - 12];
  tip.style.left = `${Math.max(4, x)}px`;
  tip.style.top = `${below + tip.offsetHeight > height && above > 0 ? above : below}px`;
}
