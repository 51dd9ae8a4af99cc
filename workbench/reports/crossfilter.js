// What the charts count: rows that every other filter lets through, so that each shows its choices.

/** The even steps of a field's histogram, and which one a row lies in (-1: none). */
function binsOf(field) {
  if (!field.steps) return null;
  field.bins ??= { codes: stepsOf(field.values, field.steps.starts), totals: null };
  return field.bins;
}

/** Say which values lie in steps `from` to `to`: as `Steps.said` in Python. */
function rangeSaid({ steps }, from, to) {
  const [low, high] = [steps.lows[from], steps.highs[to]];
  if (low && high) return low === high ? low : `${low} to ${high}`;
  if (low) return `from ${low}`;
  return high.startsWith("under") ? high : `until ${high}`;
}

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
  const { codes, totals } = field.bins;
  const count = field.steps.starts.length;
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
    ends: field.steps.ends,
  };
}

/** The color that most rows of a step have on the map, where classes hold equally many rows. */
function binColors(store, field) {
  const votes = field.steps.starts.map(() => []);
  field.bins.codes.forEach((bin, row) => {
    if (bin >= 0) votes[bin][field.codes[row]] = (votes[bin][field.codes[row]] ?? 0) + 1;
  });
  return votes.map((counts) => {
    const best = counts.reduce((top, votes, code) => (votes > (counts[top] ?? 0) ? code : top), -1);
    return best < 0 ? null : colorOf(store.data.look, field, best);
  });
}
