// What the charts count: rows that every other filter lets through, so that each shows its choices.

const DAY = 86400000;
const MOST_BINS = 40;

const monthOf = (day) => {
  const date = new Date(day * DAY);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
const monthStart = (month) => Date.UTC(Math.floor(month / 12), month % 12) / DAY;

/** Steps of time: which one a day (since 1970) lies in, and the day on which one starts. */
const STEPS = [
  { unit: "per day", step: (day) => Math.floor(day), start: (k) => k },
  { unit: "per week", step: (day) => Math.floor((day + 3) / 7), start: (k) => 7 * k - 3 },
  { unit: "per month", step: monthOf, start: monthStart },
  {
    unit: "per quarter",
    step: (day) => Math.floor(monthOf(day) / 3),
    start: (k) => monthStart(3 * k),
  },
  {
    unit: "per year",
    step: (day) => Math.floor(monthOf(day) / 12),
    start: (k) => monthStart(12 * k),
  },
];

/** The finest steps of which there are not too many between two days. */
const stepsFor = (first, last, most) =>
  STEPS.find(({ step }) => step(last) - step(first) < most) ?? STEPS.at(-1);

/** A round step of at least `least`: 1, 2, 2.5 or 5 times a power of ten. */
function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 2.5, 5, 10].find((times) => times * power >= least) * power;
}

/** Cut numbers or dates into even steps: where each starts, and which one a row lies in (-1: none). */
function binsOf(field) {
  if (field.bins !== undefined) return field.bins;
  const inside = (value) =>
    value !== null && (field.kind === "number" || Math.abs(value) <= MOST_DAYS);
  const present = field.values.filter(inside).sort((a, b) => a - b);
  field.bins = null;
  if (!present.length || present[0] === present.at(-1)) return null;
  // A few far values would leave the rest one step: they join the outer steps.
  const cut = present.length > 200 ? Math.floor(present.length / 200) : 0;
  const [low, high] = [present[cut], present[present.length - 1 - cut]];
  const { step, start } =
    field.kind === "date"
      ? stepsFor(low, high, MOST_BINS)
      : evenSteps(low, high, present.every(Number.isInteger));
  const first = step(low);
  const count = Math.min(step(high) - first + 1, 10 * MOST_BINS);
  const codes = Int16Array.from(field.values, (value) =>
    inside(value) ? Math.min(count - 1, Math.max(0, step(value) - first)) : -1,
  );
  const starts = Array.from({ length: count + 1 }, (_, k) => start(first + k));
  const open = [present[0] < starts[0], present.at(-1) >= starts[count]];
  field.bins = { starts, codes, open, totals: null };
  return field.bins;
}

function evenSteps(low, high, whole) {
  const size = roundStep(Math.max((high - low) / 30 || 1, whole ? 1 : 0));
  return {
    step: (value) => Math.floor(value / size),
    start: (k) => Number((k * size).toPrecision(12)),
  };
}

/** Say which values lie in steps `from` to `to`. */
function rangeSaid(field, from, to) {
  const { starts, open } = field.bins;
  const count = starts.length - 1;
  const dates = field.kind === "date";
  const last = dates ? starts[to + 1] - 1 : starts[to + 1];
  const write = dates ? dated : (value) => value.toLocaleString("en");
  if (from === 0 && open[0]) return dates ? `until ${write(last)}` : `under ${write(last)}`;
  if (to === count - 1 && open[1]) return `from ${write(starts[from])}`;
  if (dates)
    return last === starts[from] ? write(last) : `${write(starts[from])} to ${write(last)}`;
  const single = field.values.every((value) => value === null || Number.isInteger(value));
  if (single && last - 1 === starts[from]) return write(starts[from]);
  return single
    ? `${write(starts[from])} to ${write(last - 1)}`
    : `${write(starts[from])} to under ${write(last)}`;
}

/** Say where the axis begins or ends. */
const endSaid = ({ kind, bins }, step) => {
  const at = bins.starts[step ? step + 1 : 0] - (step && kind === "date" ? 1 : 0);
  const sign = bins.open[step ? 1 : 0] ? (step ? "over " : "under ") : "";
  return sign + (kind === "date" ? dated(at) : at.toLocaleString("en"));
};

/** Choose steps of a field, or all again with null. */
function chooseSteps(store, key, from, to) {
  const field = store.fields.find((one) => one.key === key);
  if (from === null) return unlimit(store, key);
  const { codes } = binsOf(field);
  store.limits.set(key, {
    field,
    steps: [from, to],
    said: rangeSaid(field, from, to),
    fits: (row) => codes[row] >= from && codes[row] <= to,
  });
  refresh(store, `brush ${key}`);
}

/** Count rows by code: all of them (once) and those that other filters let through. */
function countsOf(store, place, codes, levels, kept) {
  const shown = new Int32Array(levels);
  const { blocked } = store;
  let total = 0;
  for (let row = 0; row < store.rows; row++) {
    if (codes[row] < 0 || (blocked[row] !== -1 && blocked[row] !== place)) continue;
    shown[codes[row]]++;
    total++;
  }
  const all = kept ?? new Int32Array(levels);
  if (!kept) for (let row = 0; row < store.rows; row++) if (codes[row] >= 0) all[codes[row]]++;
  return { shown, all, total };
}

/** Fields that a chart says something of: not those in which nearly every row differs. */
const charted = (store) =>
  store.fields.filter(
    (field) =>
      field.key !== "nearest" &&
      field.levels.length > 1 &&
      (field.kind !== "word" || field.levels.length <= Math.max(MOST_CHOICES, store.rows / 20)),
  );

/** The charts as `openCharts` takes them; that of the field that colors the map comes first. */
function chartsOf(store, colored) {
  const fields = charted(store);
  const first = fields.filter((field) => field.key === colored);
  return [...first, ...fields.filter((field) => field.key !== colored)].map((field) =>
    chartData(store, field, field.key === colored),
  );
}

function chartData(store, field, colored) {
  const place = store.fields.indexOf(field);
  const counts = countsOf(store, place, field.codes, field.levels.length, field.totals);
  field.totals = counts.all;
  field.sum ??= counts.all.reduce((sum, count) => sum + count, 0);
  const chosen = store.chosen.get(field.key);
  const painted = colored || field.kind === "topic";
  const bars = field.values && !colored ? [] : barData(store, field, counts, chosen, painted);
  return {
    key: field.key,
    label: field.label,
    rows: field.sum,
    shown: counts.total,
    chosen: Boolean(chosen) || store.limits.has(field.key),
    bars,
    bins: field.values && binsOf(field) ? binData(store, field, place, colored) : null,
  };
}

/** Values with most rows first, those of topics and words; what fits no topic stands last. */
function barData(store, field, { shown, all }, chosen, painted) {
  const bars = field.levels
    .map((name, code) => ({
      code,
      name: unbroken(name, field),
      all: all[code],
      shown: shown[code],
      color: painted ? colorOf(store.data.look, field, code) : null,
      chosen: Boolean(chosen?.has(code)),
    }))
    .filter((bar) => bar.all > 0);
  if (field.kind !== "topic" && field.kind !== "word") return bars;
  const last = (bar) => field.kind === "topic" && bar.code === field.levels.length - 1;
  return bars.sort((a, b) => last(a) - last(b) || b.shown - a.shown || a.code - b.code);
}

function binData(store, field, place, colored) {
  const { starts, codes, totals } = field.bins;
  const count = starts.length - 1;
  const counts = countsOf(store, place, codes, count, totals);
  field.bins.totals = counts.all;
  field.bins.names ??= Array.from({ length: count }, (_, k) => rangeSaid(field, k, k));
  const steps = store.limits.get(field.key)?.steps;
  return {
    all: Array.from(counts.all),
    shown: Array.from(counts.shown),
    colors: colored ? binColors(store, field) : null,
    from: steps?.[0] ?? null,
    to: steps?.[1] ?? null,
    names: field.bins.names,
    said: store.limits.get(field.key)?.said ?? "",
    ends: [endSaid(field, 0), endSaid(field, count - 1)],
  };
}

/** The color that most rows of a step have on the map, where classes hold equally many rows. */
function binColors(store, field) {
  const votes = Array.from({ length: field.bins.starts.length - 1 }, () => []);
  field.bins.codes.forEach((bin, row) => {
    if (bin >= 0) votes[bin][field.codes[row]] = (votes[bin][field.codes[row]] ?? 0) + 1;
  });
  return votes.map((counts) => {
    const best = counts.reduce((top, votes, code) => (votes > (counts[top] ?? 0) ? code : top), -1);
    return best < 0 ? null : colorOf(store.data.look, field, best);
  });
}
