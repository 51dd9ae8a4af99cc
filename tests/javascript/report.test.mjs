import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const files = [
  "figures/shared.js",
  "figures/charts.js",
  "figures/plot.js",
  "figures/detail.js",
  ...["page", "store", "crossfilter", "map", "groups"].map((name) => `reports/${name}.js`),
];
const page = load(files, [
  "askedOf",
  "binsOf",
  "chartsOf",
  "choose",
  "chooseSteps",
  "csvCell",
  "dated",
  "differ",
  "fold",
  "limit",
  "newWords",
  "openStore",
  "pieces",
  "rangeSaid",
  "refresh",
  "runsOf",
  "script",
  "share",
  "statusField",
  "stepBack",
  "wordOf",
]);

const NONE = { starts: [], levels: [] };

test("search terms are folded, and words in quotes stay together", () => {
  assert.equal(page.fold("Café ÉTÉ"), "cafe ete");
  const terms = (query) => page.askedOf(query, []).terms;
  assert.deepEqual(terms('late "My parcel" Über'), ["late", "my parcel", "uber"]);
  assert.deepEqual(terms("see: http://a.example 5:30"), ["see:", "http://a.example", "5:30"]);
  assert.deepEqual(terms("   "), []);
});

function searched(query) {
  const store = page.openStore({
    textOf: [0, 1, 2, 3, -1],
    texts: ["late late parcel", "a late parcel and much else that is said", "refund", "Late fee"],
    ids: null,
    first: 1,
    called: "row",
    columns: [
      {
        name: "Product Line",
        kind: "word",
        codes: [0, 1, 0, 1, 0],
        levels: ["Rill", "Smart Lock"],
      },
      { name: "cost", kind: "number", values: [5, 10, null, 7.5, 1], classes: NONE },
      { name: "day", kind: "date", values: [20_000, 20_030, 20_060, 20_454, null], classes: NONE },
    ],
  });
  Object.assign(store, page.askedOf(query, store.fields));
  page.refresh(store);
  return Array.from(store.shown);
}

test("a search keeps the rows whose column holds a value", () => {
  assert.deepEqual(searched('"product line":"smart lock"'), [1, 3]);
  assert.deepEqual(searched("COST:>=7.5"), [1, 3]);
  assert.deepEqual(searched("cost:5..7.5"), [0, 3]);
  assert.deepEqual(searched("cost:<5"), [4]);
  assert.deepEqual(searched("cost:many"), []);
  assert.deepEqual(searched("day:2024-10"), [0]);
  assert.deepEqual(searched("day:2024-10-04"), [0]);
  assert.deepEqual(searched("day:2024"), [0, 1, 2]);
  assert.deepEqual(searched("day:2024-11..2025"), [1, 2]);
  assert.deepEqual(searched("day:>2024"), [3]);
  assert.deepEqual(searched("late cost:10"), [1]);
});

test("rows that say the words more often, in shorter texts, come first", () => {
  assert.deepEqual(searched("late"), [0, 3, 1]);
  assert.deepEqual(searched("late parcel"), [0, 1]);
});

test("a share is never shown as none if there is one", () => {
  assert.equal(page.share(0, 10), "0%");
  assert.equal(page.share(1, 100_000), "under 0.1%");
  assert.equal(page.share(1, 30), "3.3%");
  assert.equal(page.share(30, 30), "100%");
});

test("cells of a CSV file are quoted, and formulas get an apostrophe", () => {
  assert.equal(page.csvCell(null), "");
  assert.equal(page.csvCell('a "b", c'), '"a ""b"", c"');
  assert.equal(page.csvCell("line\rline"), '"line\rline"');
  assert.equal(page.csvCell("=SUM(A1:A9)"), "'=SUM(A1:A9)");
  assert.equal(page.csvCell("- a list"), "- a list");
  assert.equal(page.csvCell("@support hello"), "@support hello");
  assert.equal(page.csvCell(-3.5), "-3.5");
});

test("days since 1970 are written as dates, with the time if there is one", () => {
  assert.equal(page.dated(20_000), "2024-10-04");
  assert.equal(page.dated(20_000.5), "2024-10-04 12:00");
});

test("numbers beyond 2^53 are limited and sorted by all their digits", () => {
  const written = ["9007199254740995", "7", "9007199254740993", "", "9007199254740994", "-3"];
  const values = written.map((word) => (word ? Number(word) : null));
  const store = page.openStore({
    textOf: [0, 0, 0, 0, 0, 0],
    texts: ["a text"],
    ids: written.map((word) => word || "0"),
    called: "id",
    columns: [{ name: "number", kind: "number", values, written, classes: NONE }],
  });
  const [field] = store.fields;
  page.limit(store, field, "from", "9007199254740994");
  assert.deepEqual([...store.shown], [0, 4]);
  page.limit(store, field, "from", "7");
  page.limit(store, field, "to", "9007199254740993");
  assert.deepEqual([...store.shown], [1, 2]);
  page.limit(store, field, "to", "");
  page.limit(store, field, "from", "");
  store.sort = { key: "column0", down: false };
  page.refresh(store);
  assert.deepEqual([...store.shown], [5, 1, 2, 4, 0, 3]);
  store.sort = { key: "id", down: true };
  page.refresh(store);
  assert.deepEqual([...store.shown], [0, 4, 2, 1, 3, 5]);
});

test("each row's status is that of its verdict", () => {
  const groups = { of: [0, 0, 0, -1, -1], verdict: [0, 1, 2, 0, 2] };
  const data = { groups, textOf: [0, 1, 0, 2, -1] };
  const field = page.statusField(data, 5);
  assert.deepEqual(
    [...field.codes].map((code) => field.levels[code]),
    ["keep", "review", "drop", "no duplicate", "drop"],
  );
});

test("a comparison of two texts gives back both of them", () => {
  const pairs = [
    ["My parcel is late.", "My parcel is very late!"],
    ["", "new"],
    ["gone", ""],
    ["wo ist mein Paket", "Wo bleibt mein Paket?"],
  ];
  for (const [left, right] of pairs) {
    const steps = page.script(page.pieces(left), page.pieces(right));
    const without = (tag) => steps.filter((step) => step[0] !== tag).map((step) => step[1]);
    assert.equal(without("del").join(""), right);
    assert.equal(without("ins").join("").toLowerCase(), left.toLowerCase());
  }
  const runs = page.runsOf(page.script(page.pieces("a b c"), page.pieces("a x c")));
  assert.deepEqual(
    runs.map(([tag]) => tag),
    ["", "del", "ins", ""],
  );
});

test("words that differ are marked as gone or new", () => {
  const marks = (base, text) =>
    page.runsOf(page.script(page.pieces(base), page.pieces(text))).map(([tag]) => tag);
  assert.deepEqual(marks("card not here", "card not here"), [""]);
  assert.deepEqual(marks("my card has not arrived yet", "my card has arrived yet"), [
    "",
    "del",
    "",
  ]);
  assert.deepEqual(marks("it took 5 days to come", "it took 15 days to come"), [
    "",
    "del",
    "ins",
    "",
  ]);
});

function shop() {
  const channels = ["mail", "chat", "mail", "chat", "mail", "phone"];
  const levels = ["mail", "chat", "phone"];
  const ones = ["1", "2", "3", "4", "5"];
  const steps = { starts: [1, 2, 3, 4, 5], lows: ones, highs: ones, ends: ["1", "5"] };
  const classes = { starts: [1, 3], levels: ["1 to under 3", "3 to 5"] };
  return page.openStore({
    textOf: [0, 1, 2, 3, 4, -1],
    texts: ["late parcel", "refund", "late again", "login", "late"],
    called: "row",
    ids: null,
    first: 1,
    look: { palette: ["#111", "#222", "#333"], noise: "#999", scale: ["#000", "#fff"] },
    columns: [
      { kind: "word", name: "channel", levels, codes: channels.map((one) => levels.indexOf(one)) },
      { kind: "number", name: "minutes", values: [1, 2, 3, 4, 5, null], steps, classes },
    ],
    topics: null,
    groups: null,
  });
}

const shownBars = (store, key) =>
  Object.fromEntries(
    page
      .chartsOf(store, "column0")
      .find((chart) => chart.key === key)
      .bars.map((bar) => [bar.name, bar.shown]),
  );

test("a chart counts what all other filters let through, and not its own", () => {
  const store = shop();
  page.choose(store, "column0", [0]);
  assert.deepEqual(Array.from(store.shown), [0, 2, 4]);
  assert.deepEqual(shownBars(store, "column0"), { mail: 3, chat: 2, phone: 1 });
  const minutes = page.chartsOf(store, "").find((chart) => chart.key === "column1");
  assert.deepEqual(minutes.bins.shown, [1, 0, 1, 0, 1]);
  assert.deepEqual(minutes.bins.all, [1, 1, 1, 1, 1]);
  page.chooseSteps(store, "column1", 2, 3);
  assert.deepEqual(Array.from(store.shown), [2]);
  assert.deepEqual(shownBars(store, "column0"), { mail: 1, chat: 1, phone: 0 });
  assert.equal(store.limits.get("column1").said, "3 to 4");
});

test("each filter is taken back by itself, the last one first", () => {
  const store = shop();
  page.choose(store, "column0", [0]);
  page.chooseSteps(store, "column1", 4, 4);
  page.choose(store, "column0", [1]);
  assert.equal(store.shown.length, 0);
  page.stepBack(store);
  assert.deepEqual(Array.from(store.shown), [4]);
  page.stepBack(store);
  assert.deepEqual(Array.from(store.shown), [0, 2, 4]);
  page.stepBack(store);
  page.stepBack(store);
  assert.equal(store.shown.length, 6);
});

test("a value lies in the step that is said to hold it, far ones in the outer steps", () => {
  const starts = [0, 10, 20];
  const [lows, highs] = [
    ["", "10", "20"],
    ["under 10", "under 20", ""],
  ];
  const field = { values: [-5, 0, 9.5, 10, 25, 1e9, null], steps: { starts, lows, highs } };
  assert.deepEqual(Array.from(page.binsOf(field).codes), [0, 0, 0, 1, 2, 2, -1]);
  assert.equal(page.rangeSaid(field, 0, 1), "under 20");
  assert.equal(page.rangeSaid(field, 1, 1), "10 to under 20");
  assert.equal(page.rangeSaid(field, 1, 2), "from 10");
  assert.equal(page.binsOf({ values: [7, 7, null], steps: null }), null);
});
