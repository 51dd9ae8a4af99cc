// The data and what is chosen of it: one place that decides which rows are shown everywhere.

const MOST_CHOICES = 200;

/** Wrap the unpacked data; `rows` are rows of the table, `texts` the distinct texts. */
function openStore(data) {
  const rows = data.textOf.length;
  const texts = data.texts.length;
  const rowsOf = Array.from({ length: texts }, () => []);
  data.textOf.forEach((text, row) => {
    if (text >= 0) rowsOf[text].push(row);
  });
  const store = {
    data,
    rows,
    texts,
    rowsOf,
    folded: data.texts.map(fold),
    fields: fieldsOf(data, rows),
    query: "",
    terms: [],
    tests: [],
    chosen: new Map(),
    limits: new Map(),
    lasso: null,
    sort: null,
    shown: Int32Array.from({ length: rows }, (_, row) => row),
    textShown: new Uint8Array(texts).fill(1),
    blocked: new Int16Array(rows).fill(-1),
    listeners: [],
    group: null,
    past: [],
  };
  store.now = stateOf(store);
  store.text = (row) => (data.textOf[row] < 0 ? "" : data.texts[data.textOf[row]]);
  store.called = (count) =>
    ({ id: "", index: "index " })[data.called] ?? `${data.called}${count > 1 ? "s" : ""} `;
  store.id = (row) => (data.ids ? data.ids[row] : String(data.first + row));
  return store;
}

/** Lower case, without accents, so that "cafe" finds "Café". */
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** What rows can be filtered and colored by: topic, duplicates, each column. */
function fieldsOf(data, rows) {
  const fields = [];
  const { topics } = data;
  const add = (key, label, of, rest) => fields.push(topicField(topics, rows, key, label, of, rest));
  if (topics) add("topic", "Topic", topics.of, "fits no topic");
  if (data.groups) fields.push(statusField(data, rows));
  fields.push(...data.columns.map(columnField));
  if (topics?.of.some((topic, row) => topic !== topics.assigned[row]))
    add("nearest", "Nearest topic", topics.assigned, "none near");
  return fields;
}

function topicField(topics, rows, key, label, of, rest) {
  const place = new Map(topics.table.map((topic, k) => [topic.topic, k]));
  const codes = new Int32Array(rows);
  const noise = topics.table.length;
  for (let row = 0; row < rows; row++) {
    codes[row] = of[row] === -2 ? -1 : (place.get(of[row]) ?? noise);
  }
  return {
    key,
    label,
    kind: "topic",
    codes,
    levels: [...topics.table.map((topic) => topic.name), rest],
    ids: [...topics.table.map((topic) => topic.topic), -1],
    colors: topics.table.map((topic) => topic.color),
  };
}

const STATUS = ["no duplicate", "keep", "review", "drop"];

function statusField(data, rows) {
  const { groups } = data;
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const verdict = groups.verdict[row];
    if (verdict) codes[row] = verdict + 1;
    else codes[row] = groups.of[row] >= 0 ? 1 : data.textOf[row] < 0 ? -1 : 0;
  }
  return { key: "status", label: "Duplicates", kind: "status", codes, levels: STATUS };
}

function columnField(column, k) {
  const field = { key: `column${k}`, label: column.name, kind: column.kind };
  if (column.kind === "word") {
    return { ...field, codes: Int32Array.from(column.codes), levels: column.levels };
  }
  const { values, written, steps, classes } = column;
  const { starts, levels } = classes;
  return { ...field, values, written, steps, codes: stepsOf(values, starts), levels };
}

/** In which step each value lies: where the steps begin is given, lower values join the first. */
function stepsOf(values, starts) {
  return Int16Array.from(values, (value) => {
    if (value === null) return -1;
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  });
}

/** Read a number with all its digits, beyond 2^53 too; both kinds compare with each other. */
function exactNumber(written) {
  const value = Number(written);
  const whole = Math.abs(value) > Number.MAX_SAFE_INTEGER && /^\s*-?\d+\s*$/.test(written);
  return whole ? BigInt(written) : value;
}

/** Return the number or day of a row, null if it has none. */
function cellValue(field, row) {
  const value = field.values[row];
  const large = field.kind === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return large && field.written ? exactNumber(field.written[row]) : value;
}

/** Say what a row holds in a field, as a word. */
function wordOf(field, row) {
  if (field.written) return field.written[row];
  if (field.values) {
    const value = field.values[row];
    if (value === null) return "";
    return field.kind === "date" ? dated(value) : String(value);
  }
  return field.codes[row] < 0 ? "" : field.levels[field.codes[row]];
}

/** Read the search: words and "phrases" must all occur, column:value must hold in its field. */
function askedOf(query, fields) {
  const parts = /(?:"([^"]+)"|([^\s":]+)):(?:"([^"]+)"|([^\s"]+))|"([^"]+)"|\S+/g;
  const asked = { terms: [], tests: [] };
  for (const [part, quotedName, name, quoted, value, phrase] of fold(query).matchAll(parts)) {
    const field = fields.find((one) => fold(one.label) === (quotedName ?? name));
    if (field && phrase === undefined) asked.tests.push(cellTest(field, quoted ?? value));
    else if ((phrase ?? part).trim()) asked.terms.push((phrase ?? part).trim());
  }
  return asked;
}

/** Return what tells whether a row's cell is what was typed: "rill", "5", ">=5", "2025-07 .. 2025-09". */
function cellTest(field, wanted) {
  if (!field.values) {
    const kept = new Set(
      field.levels.flatMap((name, code) => (fold(name).includes(wanted) ? [code] : [])),
    );
    return (row) => kept.has(field.codes[row]);
  }
  const [, sign, given] = /^\s*(<=|>=|<|>|=)?(.*)$/.exec(wanted);
  const range = given.split("..").map((end) => end.trim());
  const read = field.kind === "date" ? daysOf : (text) => [exactNumber(text), exactNumber(text)];
  const [low, end] = range[0] ? read(range[0]) : [-Infinity, Infinity];
  const high = range.length < 2 ? end : range[1] ? read(range[1])[1] : Infinity;
  const tests = {
    "<": (value) => value < low,
    "<=": (value) => value <= high,
    ">": (value) => value > high,
    ">=": (value) => value >= low,
  };
  const fits = tests[sign] ?? ((value) => value >= low && value <= high);
  return (row) => field.values[row] !== null && fits(cellValue(field, row));
}

/** Read a year, month or day as its first and last moment, in days since 1970. */
function daysOf(text) {
  const [year, month, day] = text.split("-").map(Number);
  const first = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const next = Date.UTC(
    year + (month === undefined ? 1 : 0),
    (month ?? 1) - 1 + (month !== undefined && day === undefined ? 1 : 0),
    (day ?? 1) + (day === undefined ? 0 : 1),
  );
  return [first / 864e5, (next - 1) / 864e5];
}

/** How well the shown texts fit the words of the search, all of which they hold: BM25. */
function relevance(store) {
  const [k1, b] = [1.2, 0.75];
  const mean = store.folded.reduce((sum, text) => sum + text.length, 0) / store.texts || 1;
  const scores = new Float64Array(store.texts);
  for (const term of store.terms) {
    const counts = store.folded.map((text) =>
      text.includes(term) ? text.split(term).length - 1 : 0,
    );
    const having = counts.reduce((sum, count) => sum + (count > 0), 0);
    const idf = Math.log1p((store.texts - having + 0.5) / (having + 0.5));
    counts.forEach((count, text) => {
      const damp = k1 * (1 - b + (b * store.folded[text].length) / mean);
      scores[text] += (idf * count * (k1 + 1)) / (count + damp);
    });
  }
  return scores;
}

/** Everything that rows are chosen by. */
const stateOf = ({ query, terms, tests, lasso, group, chosen, limits }) => ({
  ...{ query, terms, tests, lasso, group },
  chosen: new Map(chosen),
  limits: new Map(limits),
});

/** Keep what was chosen before a change; what is typed or drawn in one go is one change. */
function remember(store, cause) {
  if (cause === "undo" || cause === "sort") return;
  const [now, typed] = [Date.now(), /^(search|limit|brush)/.test(cause)];
  if (!typed || cause !== store.cause || now - store.when > 1500) store.past.push(store.now);
  Object.assign(store, { cause, when: now, now: stateOf(store) });
}

/** Take back the last change. */
function stepBack(store) {
  const before = store.past.pop();
  if (!before) return;
  const { chosen, limits } = before;
  Object.assign(store, before, { chosen: new Map(chosen), limits: new Map(limits), now: before });
  store.cause = "";
  refresh(store, "undo");
}

/** Which texts hold all terms; kept until the terms change. */
function foundTexts(store) {
  if (store.soughtFor !== store.terms) {
    const { terms } = store;
    store.soughtFor = terms;
    store.fits = Uint8Array.from(store.folded, (text) =>
      terms.every((term) => text.includes(term)) ? 1 : 0,
    );
  }
  return store.fits;
}

/** For each field that rows are chosen by: its place, and which rows it lets through. */
function testsOf({ fields, chosen, limits }) {
  return fields.flatMap((field, k) => {
    const codes = chosen.get(field.key);
    const fits = codes && field.levels.map((_, code) => codes.has(code));
    const bounds = limits.get(field.key);
    return [fits && [k, (row) => fits[field.codes[row]]], bounds && [k, bounds.fits]].filter(
      Boolean,
    );
  });
}

/**
 * Work out which rows and texts are shown, and tell all who listen.
 *
 * A row is `blocked` by -1 if it is shown, by a field's place if that field alone hides it (the
 * field's own chart counts it still), else by -2.
 */
function refresh(store, cause = "") {
  remember(store, cause);
  const { data, lasso, group, blocked } = store;
  const fits = foundTexts(store);
  const tests = testsOf(store);
  const narrowed = lasso !== null || store.terms.length > 0;
  const shown = [];
  store.textShown.fill(0);
  for (let row = 0; row < store.rows; row++) {
    const text = data.textOf[row];
    const within = text < 0 ? !narrowed : fits[text] && (!lasso || lasso[text]);
    const asked = within && store.tests.every((lets) => lets(row));
    blocked[row] = asked && (group === null || data.groups.of[row] === group) ? -1 : -2;
    for (let k = 0; k < tests.length && blocked[row] !== -2; k++) {
      const [place, lets] = tests[k];
      if (!lets(row)) blocked[row] = blocked[row] === -1 || blocked[row] === place ? place : -2;
    }
    if (blocked[row] !== -1) continue;
    shown.push(row);
    if (text >= 0) store.textShown[text] = 1;
  }
  store.shown = Int32Array.from(shown);
  sortShown(store);
  for (const listen of store.listeners) listen(cause);
}

/** Sort the shown rows by a field, the text or the id; equal ones stay in the table's order.
 *  A search puts the rows that fit best first, unless a column was chosen. */
function sortShown(store) {
  if (!store.sort && store.terms.length) {
    const scores = relevance(store);
    const of = (row) => scores[store.data.textOf[row]];
    store.shown.sort((x, y) => of(y) - of(x) || x - y);
  }
  if (!store.sort) return;
  const { key, down } = store.sort;
  const field = store.fields.find((one) => one.key === key);
  const value = sortValue(store, key, field);
  const values = new Map(Array.from(store.shown, (row) => [row, value(row)]));
  const sign = down ? -1 : 1;
  store.shown.sort((a, b) => {
    const [x, y] = [values.get(a), values.get(b)];
    if (x === y) return a - b;
    if (x === null || x === "") return 1;
    if (y === null || y === "") return -1;
    return x < y ? -sign : x > y ? sign : a - b;
  });
}

function sortValue(store, key, field) {
  if (key === "text")
    return (row) => (store.data.textOf[row] < 0 ? null : store.folded[store.data.textOf[row]]);
  if (key === "id") {
    const allNumbers = store.data.ids?.every((id) => id !== "" && !Number.isNaN(Number(id)));
    return (row) =>
      store.data.ids ? (allNumbers ? exactNumber(store.data.ids[row]) : store.data.ids[row]) : row;
  }
  if (field.values) return (row) => cellValue(field, row);
  if (field.kind === "topic" || field.kind === "status") return (row) => field.codes[row];
  return (row) => wordOf(field, row);
}

/** Choose values of a field, or all again with null. */
function choose(store, key, codes, cause = "") {
  if (codes === null || codes.length === 0) store.chosen.delete(key);
  else store.chosen.set(key, new Set(codes));
  refresh(store, cause);
}

/** Limit a field from, to (both inclusive), or to cells that hold some letters. */
function limit(store, field, side, value) {
  const typed = { [side]: value.trim(), steps: null, said: "" };
  const bounds = { field, ...store.limits.get(field.key), ...typed };
  const { from = "", to = "", holds = "" } = bounds;
  if (!from && !to && !holds) return unlimit(store, field.key);
  bounds.fits = cellTest(field, holds ? fold(holds) : `${from}..${to}`);
  store.limits.set(field.key, bounds);
  refresh(store, `limit ${field.key}`);
}

function unlimit(store, key) {
  store.limits.delete(key);
  refresh(store, "unlimit");
}

/** Say what a limit lets through. */
function saidOf({ field, from, to, holds, said }) {
  if (said) return `${field.label}: ${said}`;
  if (holds) return `${field.label} holds “${holds}”`;
  return `${field.label}${from ? ` from ${from}` : ""}${to ? ` to ${to}` : ""}`;
}

/** Write the shown rows as CSV. */
function csvOf(store) {
  const { topics, groups, called } = store.data;
  const columns = [
    [called, store.id],
    ["text", store.text],
  ];
  if (topics) {
    const names = new Map(topics.table.map((topic) => [topic.topic, topic.name]));
    columns.push(
      ["topic", (row) => (topics.of[row] === -2 ? null : topics.of[row])],
      ["topic_name", (row) => names.get(topics.of[row])],
    );
  }
  if (groups) {
    const other = (row) => groups.comparedTo[row];
    columns.push(
      ["group", (row) => (groups.of[row] < 0 ? null : groups.of[row])],
      ["kind", (row) => level(groups.kind, row)],
      ["verdict", (row) => ["keep", "review", "drop"][groups.verdict[row]]],
      ["compared_to", (row) => (other(row) < 0 ? null : store.id(other(row)))],
      ["similarity", (row) => groups.similarity[row]],
      ["reason", (row) => level(groups.reason, row)],
    );
  }
  for (const field of store.fields.filter(({ key }) => key.startsWith("column"))) {
    const plain = field.kind === "number" && !field.written;
    columns.push([field.label, (row) => (plain ? field.values[row] : wordOf(field, row))]);
  }
  const rows = Array.from(store.shown, (row) => columns.map(([, read]) => read(row)));
  const lines = [columns.map(([name]) => name), ...rows];
  return `\uFEFF${lines.map((cells) => cells.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

/** Say the word of a coded column, or nothing. */
function level(column, row) {
  return column.codes[row] < 0 ? "" : column.levels[column.codes[row]];
}
