// Topic cards: name, words, size, trend, examples.

function openTopics(store, box) {
  const { topics } = store.data;
  byId("topics").hidden = false;
  const field = store.fields.find((one) => one.key === "topic");
  const times = store.fields.find((one) => one.kind === "date");
  const withText = store.data.textOf.filter((text) => text >= 0).length;
  const trends = times ? trendsOf(field, times, topics.table.length) : null;
  byId("topics-hint").textContent = hintOf(times, trends);
  const cards = topics.table.map((topic, k) => ({
    topic,
    place: k,
    trend: trends?.lines[k] ?? null,
  }));
  const order = byId("topic-order");
  if (!trends) order.querySelector('[value="rise"]').remove();
  const first = matchMedia("(max-width: 760px)").matches ? 5 : 12;
  let drawn = first;
  const drawAll = () => {
    const sorted = sortedCards(cards, order.value);
    box.replaceChildren(
      ...sorted.slice(0, drawn).map((card) => cardOf(store, card, withText, trends)),
    );
    byId("topic-more").hidden = drawn >= sorted.length;
    byId("topic-more").textContent = `Show all ${number(sorted.length)} topics`;
  };
  byId("topic-more").addEventListener("click", () => {
    drawn = Infinity;
    drawAll();
  });
  addEventListener("beforeprint", () => byId("topic-more").click());
  order.addEventListener("change", drawAll);
  drawAll();
}

function hintOf(times, trends) {
  const base = "Words are those that set a topic apart; examples are nearest to its center.";
  if (!trends) return base;
  return `${base} The line is the topic's share of all rows ${trends.unit}, by “${times.label}”, from ${dated(Math.floor(trends.first))} to ${dated(Math.floor(trends.last))}.`;
}

function sortedCards(cards, order) {
  const by = {
    size: (a, b) => b.topic.rows - a.topic.rows || a.place - b.place,
    name: (a, b) => a.topic.name.localeCompare(b.topic.name, "en"),
    rise: (a, b) => riseOf(b.trend) - riseOf(a.trend) || a.place - b.place,
  };
  return [...cards].sort(by[order]);
}

/** Share in the last third of the time less the share in the first third. */
function riseOf(trend) {
  const third = Math.max(1, Math.floor(trend.length / 3));
  const mean = (part) => part.reduce((sum, value) => sum + value, 0) / part.length;
  return mean(trend.slice(-third)) - mean(trend.slice(0, third));
}

const MOST_STEPS = 36;
const DAY = 86400000;

const monthOf = (day) => {
  const date = new Date(day * DAY);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** Steps of time by name: which step a day (since 1970) lies in. */
const STEPS = [
  { unit: "per day", step: (day) => Math.floor(day) },
  { unit: "per week", step: (day) => Math.floor((day + 3) / 7) },
  { unit: "per month", step: monthOf },
  { unit: "per quarter", step: (day) => Math.floor(monthOf(day) / 3) },
  { unit: "per year", step: (day) => Math.floor(monthOf(day) / 12) },
];

/** The finest steps of which there are not too many between two days. */
const stepsFor = (first, last, most) =>
  STEPS.find(({ step }) => step(last) - step(first) < most) ?? STEPS.at(-1);

/** Each topic's share of all rows over time, in the finest steps of which there are not too many. */
function trendsOf(field, times, topics) {
  const dates = times.values.map((value) => (Math.abs(value) > MOST_DAYS ? null : value));
  const present = dates.filter((value) => value !== null);
  if (present.length < 20) return null;
  const first = present.reduce((a, b) => Math.min(a, b));
  const last = present.reduce((a, b) => Math.max(a, b));
  const { unit, step } = stepsFor(first, last, MOST_STEPS);
  const bins = Math.min(step(last) - step(first) + 1, 400);
  if (bins < 3) return null;
  const totals = new Array(bins).fill(0);
  const counts = Array.from({ length: topics }, () => new Array(bins).fill(0));
  dates.forEach((value, row) => {
    if (value === null || field.codes[row] < 0) return;
    const bin = Math.min(step(value) - step(first), bins - 1);
    totals[bin]++;
    if (field.codes[row] < topics) counts[field.codes[row]][bin]++;
  });
  joinThinEnds(totals, counts);
  const lines = counts.map((line) =>
    line.map((count, bin) => (totals[bin] ? count / totals[bin] : 0)),
  );
  return { lines, unit, first, last };
}

/** A first or last step that has only begun holds too few rows for a share: it joins its neighbor. */
function joinThinEnds(totals, counts) {
  const usual = [...totals].sort((a, b) => a - b)[totals.length >> 1];
  for (const [at, to] of [
    [totals.length - 1, totals.length - 2],
    [0, 1],
  ]) {
    if (totals.length < 4 || totals[at] >= usual / 4) continue;
    for (const line of [totals, ...counts]) {
      line[to] += line[at];
      line.splice(at, 1);
    }
  }
}

function cardOf(store, { topic, place, trend }, withText, trends) {
  const title = make(
    "div.title",
    make("span.dot", { style: `background:${topic.color}`, "aria-hidden": "true" }),
    make("h3", { text: topic.name, dir: "auto" }),
  );
  const size =
    `${counted(topic.rows, "row")}, ${share(topic.rows, withText)} of all` +
    (topic.n_distinct < topic.rows ? `, ${number(topic.n_distinct)} distinct` : "") +
    (topic.mentioning.length
      ? ` · ${counted(topic.mentioning[0], "row")} speak of it in ${counted(topic.mentioning[1], store.data.topics.unit)}`
      : "") +
    (topic.found ? ` · found in ${topic.found[0]} of ${topic.found[1]} other runs` : "");
  return make(
    "article",
    { class: topic.unstable ? "card unsure" : "card" },
    title,
    topic.path === topic.name ? null : make("p.under", { text: topic.path, dir: "auto" }),
    topic.description ? make("p", { text: topic.description, dir: "auto" }) : null,
    topic.example ? make("p.clamp", { text: topic.example, dir: "auto" }) : null,
    make("p.under", size),
    topic.unstable ? make("p.tag.look", "unstable: other runs often split it differently") : null,
    wordsOf(topic),
    trend ? sparkline(trend, trends, topic.name) : null,
    make(
      "ul",
      ...topic.examples
        .slice(0, 3)
        .map((text) => make("li", make("span.clamp", { text, dir: "auto" }))),
    ),
    make("button.quiet", {
      text: "Show only this topic",
      "aria-label": `Show only the topic ${topic.name}`,
      onclick: () => {
        choose(store, "topic", [place], "topic");
        byId("explore").scrollIntoView();
      },
    }),
  );
}

/** The topic's words, less those that its name holds already. */
function wordsOf(topic) {
  const more = topic.keywords.filter((word) => !topic.name.includes(word)).slice(0, 8);
  return more.length ? make("p.under", { text: more.join(" · "), dir: "auto" }) : null;
}

/** Draw shares over time as a line; its words for those who do not see it. */
function sparkline(trend, trends, name) {
  const top = Math.max(...trend) || 1;
  const x = (k) => (100 * k) / (trend.length - 1);
  const y = (value) => 38 - (34 * value) / top;
  const line = trend
    .map((value, k) => `${k ? "L" : "M"}${x(k).toFixed(2)},${y(value).toFixed(2)}`)
    .join("");
  const words = `Share of ${name} ${trends.unit}: first ${share(trend[0], 1)}, highest ${share(top, 1)}, last ${share(trend.at(-1), 1)}`;
  const picture = draw(
    "svg",
    {
      class: "spark",
      viewBox: "0 0 100 42",
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": words,
    },
    draw("path", { class: "area", d: `${line}L100,42L0,42Z` }),
    draw("path", { d: line }),
  );
  const scale = make(
    "p.under",
    `${share(trend[0], 1)} at first, ${share(trend.at(-1), 1)} at last, ${share(Math.max(...trend), 1)} at most`,
  );
  return make("div", picture, scale);
}
