// The threshold explorer: histogram, slider, what flips, and thirty questions.

const WIDTH = 600;
const HEIGHT = 150;
const STEADY = { "vector-effect": "non-scaling-stroke" };

/** Tell whether the threshold that is suggested lies on the chart. */
const isSuggested = ({ suggestion, floor }) => suggestion && suggestion.threshold >= floor;

// Bars and curve are drawn once; a move only changes which bars count, and the line.
function histogram(state) {
  const top = Math.max(1, ...state.histogram.map(([, count]) => Math.sqrt(count)));
  const at = (value) => ((value - state.floor) / (1 - state.floor || 1)) * WIDTH;
  const width = Math.max(WIDTH / state.histogram.length - 1, 0.5);
  const upright = (x) => ({ x1: x, x2: x, y1: 0, y2: HEIGHT, ...STEADY });
  const bars = state.histogram.map(([edge, count]) => {
    const height = (Math.sqrt(count) / top) * (HEIGHT - 8);
    const place = { x: at(edge) + 0.5, y: HEIGHT - height, width, height };
    const said = `${number(count)} pairs from ${edge.toFixed(3)}`;
    return [edge, shape("rect", place, shape("title", {}, said))];
  });
  const lines = [];
  if (state.curve.length) {
    const most = Math.max(1, ...state.curve.map(([, removed]) => removed));
    const points = state.curve
      .map(([t, removed]) => `${at(t)},${HEIGHT - (removed / most) * (HEIGHT - 8)}`)
      .join(" ");
    lines.push(shape("polyline", { points, class: "wb-curve", fill: "none", ...STEADY }));
  }
  if (isSuggested(state))
    lines.push(
      shape("line", { class: "wb-suggested", ...upright(at(state.suggestion.threshold)) }),
    );
  const here = shape("line", { class: "wb-here", ...upright(0) });
  const svg = shape(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      class: "wb-hist",
      role: "img",
      preserveAspectRatio: "none",
      "aria-label": `Pairs by similarity from ${state.floor} to 1`,
    },
    ...bars.map(([, bar]) => bar),
    ...lines,
    here,
  );
  const mark = (threshold) => {
    for (const side of ["x1", "x2"]) here.setAttribute(side, at(threshold));
    for (const [edge, bar] of bars)
      bar.setAttribute("class", edge + 1e-9 >= threshold ? "wb-in" : "wb-out");
  };
  return { svg, mark };
}

// Values under the chart, and what its parts mean.
function scaleOf(state) {
  const share = (value) => (value - state.floor) / (1 - state.floor || 1);
  const step = share(state.floor + 0.05) < 0.08 ? 0.1 : 0.05;
  const scale = make("div.wb-scale", { "aria-hidden": "true" });
  for (let k = Math.ceil(state.floor / step - 1e-9); k * step <= 1 + 1e-9; k++) {
    const tick = make("span", (k * step).toFixed(2));
    const at = share(k * step);
    tick.style.left = `${at * 100}%`;
    tick.style.transform = `translateX(${at < 0.01 ? "-8px" : at > 0.99 ? "calc(8px - 100%)" : "-50%"})`;
    scale.append(tick);
  }
  const most = Math.max(0, ...state.curve.map(([, removed]) => removed));
  const key = make(
    "div.wb-row.wb-key",
    make("span.wb-key-in", "pairs that count"),
    make("span.wb-key-out", "pairs below"),
    most ? make("span.wb-key-curve", `rows that would go, ${number(most)} at the left`) : null,
    isSuggested(state) ? make("span.wb-key-suggested", "suggested") : null,
    make("span", "by cosine similarity; heights are square roots"),
  );
  return [scale, key];
}

const inPercent = (value) => `${Math.round(value * 100)}%`;
const interval = ({ ci_low, ci_high }) =>
  `(90% interval ${inPercent(ci_low)} to ${inPercent(ci_high)})`;

// What is said of a threshold, and a button that moves there.
const advice = (said, threshold, digits, notes, move) => [
  make(
    "div.wb-row",
    make("b", said),
    move && button(`Use ${threshold.toFixed(digits)}`, null, () => move(threshold)),
  ),
  ...notes.map((one) => make("div.wb-notes", one)),
];

// The threshold suggested without labels: how sure it is, and what answers say of it.
function suggested(state, move) {
  const { threshold, low, high, sure, told, notes } = state.suggestion;
  const doubt = sure ? "" : " (not sure)";
  const range = low < high ? `; ${low.toFixed(2)} to ${high.toFixed(2)} do about as well` : "";
  const right = told
    ? ` By your answers ${inPercent(told.precision)} of the pairs from there upward say the same ${interval(told)}.`
    : "";
  const said = `Suggested without answers: ${threshold.toFixed(2)}${doubt}${range}.${right}`;
  return advice(said, threshold, 2, notes, isSuggested(state) ? move : null);
}

function calibrated({ calibration }, move) {
  const { threshold, precision, answers, notes } = calibration;
  const said = `By ${number(answers)} answers ${inPercent(precision)} of the pairs from ${threshold.toFixed(3)} upward say the same ${interval(calibration)}.`;
  return advice(said, threshold, 3, notes, move);
}

const pair = (one) =>
  make(
    "div.wb-card",
    make(
      "div.wb-card-head",
      make("b", `similarity ${one.like}`),
      make("span.wb-count", [one.kind, one.guards].filter(Boolean).join(" · ")),
    ),
    make("div.wb-text", one.left),
    differ(make("div.wb-text"), one.left, one.right),
  );

function thresholdsPart(part, el) {
  const { line, trouble, notes } = wording(part, el);
  const chart = make("div.wb-chart");
  const scale = make("div");
  const slider = make("input.wb-slider", {
    type: "range",
    "aria-label": "Threshold of similarity",
  });
  const exact = make("input.wb-exact", { type: "number", "aria-label": "Threshold as a number" });
  const boxes = make("div.wb-row.wb-numbers");
  const flips = make("div.wb-flips");
  const ask = make("div.wb-ask", { tabindex: -1 });
  const start = sender(part, "calibrate", "Find the threshold with thirty questions");
  const curve = sender(part, "curve", "Draw the curve of rows removed");
  const suggest = sender(part, "suggest", "Suggest a threshold");
  const top = make(
    "div.wb-row.wb-head",
    boxes,
    make(
      "div.wb-row",
      make("label.wb-field", make("span", "threshold"), exact),
      suggest,
      start,
      curve,
    ),
  );
  el.append(line, chart, slider, scale, top, ask, flips, trouble, notes);
  el.classList.add("wb-thresholds");

  // One move is under way at a time; while it is, only the latest place of the slider waits.
  let busy = false;
  let waiting = null;
  const move = (value) => {
    if (busy) {
      waiting = value;
      return;
    }
    busy = true;
    send(part, { kind: "move", threshold: Number(value) });
  };
  let drawn = null;
  slider.addEventListener("input", () => {
    exact.value = slider.value;
    drawn?.mark(Number(slider.value));
    move(slider.value);
  });
  exact.addEventListener("change", () => move(exact.value));
  const answer = (same) => {
    const { question } = part.get("state");
    if (question) send(part, { kind: "answer", number: question.number, same });
  };
  ask.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (key === "y" || key === "n") {
      answer(key === "y");
      event.preventDefault();
      event.stopPropagation();
    }
  });
  const draw = () => {
    const state = part.get("state");
    if (!state.histogram) return;
    busy = false;
    if (waiting !== null) {
      const value = waiting;
      waiting = null;
      move(value);
    }
    const key = JSON.stringify([
      state.floor,
      state.histogram,
      state.curve,
      state.suggestion?.threshold,
    ]);
    if (drawn?.key !== key) {
      drawn = { ...histogram(state), key };
      chart.replaceChildren(drawn.svg);
      scale.replaceChildren(...scaleOf(state));
      slider.style.setProperty("--from", (state.least - state.floor) / (1 - state.floor || 1));
    }
    drawn.mark(busy ? Number(slider.value) : state.threshold);
    for (const box of [slider, exact]) {
      box.min = state.least;
      box.max = 1;
      box.step = state.step;
      if (!busy && (document.activeElement !== exact || box === slider))
        box.value = state.threshold;
    }
    const told = [
      ["rows go", state.effects.n_removed],
      ["groups", state.effects.groups],
      ["largest group", state.effects.largest],
      ["to review", state.effects.n_review],
      ["pairs", state.pairs],
    ];
    boxes.replaceChildren(
      ...told.map(([name, k]) => make("div.wb-number", make("b", number(k)), make("span", name))),
    );
    const side = (title, list, none) =>
      make(
        "div.wb-side-flips",
        make("div.wb-title", title),
        ...(list.length ? list.map(pair) : [make("div.wb-notes", none)]),
      );
    flips.replaceChildren(
      side("A step up would let go of", state.flips.out, "no pair"),
      side("A step down would bring in", state.flips.in, "no pair"),
    );
    curve.hidden = state.curve.length > 0;
    suggest.hidden = Boolean(state.suggestion);
    const parts = state.suggestion ? suggested(state, move) : [];
    if (state.calibration) parts.push(...calibrated(state, move));
    if (state.question) {
      parts.push(
        make("div.wb-title", `Do these say the same?  ${state.answered + 1} of ${state.asked}`),
        pair(state.question),
        make(
          "div.wb-row",
          keyButton("Y", "the same", null, () => answer(true)),
          keyButton("N", "not the same", null, () => answer(false)),
          sender(part, "stop", "stop"),
        ),
      );
    } else if (state.asked) parts.push(make("div.wb-notes", "All questions are answered."));
    ask.replaceChildren(...parts);
    ask.hidden = !parts.length;
    start.hidden = Boolean(state.asked);
    if (state.question) ask.focus({ preventScroll: true });
  };
  follow(part, ["state"], draw);
  follow(part, ["error"], () => {
    if (part.get("error")) busy = false;
  });
}
