// The topic board: cards, noise, figures. Each change is made in Python.

const NEW_THEME = "\n";

// A name that can be typed over: Enter takes it, Escape leaves it.
function nameField(value, label, kind, renamed) {
  const field = make("input", {
    type: "text",
    class: kind,
    value,
    title: value,
    "aria-label": label,
    onkeydown: (event) => {
      if (event.key === "Enter") field.blur();
      if (event.key === "Escape") {
        field.value = value;
        field.blur();
      }
    },
    onchange: () => renamed(field.value),
  });
  return field;
}

// Which theme a topic is in; another choice moves it.
function themeChoice(part, one, themes) {
  const moved = (theme) => send(part, { kind: "move_topic", topic: one.topic, theme });
  const options = [...themes.map(({ name }) => [name, name]), [NEW_THEME, "new theme \u2026"]];
  const choice = menu(`Theme of topic ${one.topic}`, options, (theme) => {
    if (theme !== NEW_THEME) return moved(theme);
    const field = nameField("", `New theme of topic ${one.topic}`, "wb-theme-name", moved);
    field.placeholder = "name of the new theme";
    choice.replaceWith(field);
    field.focus();
  });
  choice.title = one.path;
  choice.value = one.theme;
  return make("label.wb-row.wb-theme-of", make("span", "in"), choice);
}

function themeLine(part, theme) {
  const again = theme.stable === null ? "" : ` \u00b7 ${Math.round(theme.stable * 100)} % of runs`;
  return make(
    "div.wb-theme",
    { role: "listitem" },
    nameField(theme.name, `Name of theme ${theme.name}`, "wb-theme-name", (name) =>
      send(part, { kind: "rename_theme", theme: theme.name, name }),
    ),
    make(
      "span.wb-count",
      `${number(theme.topics)} ${theme.topics === 1 ? "topic" : "topics"} \u00b7 ${number(theme.rows)} rows${again}`,
    ),
  );
}

function topicCard(part, one, themes, ticked) {
  const name = nameField(one.name, `Name of topic ${one.topic}`, "wb-rename", (text) =>
    send(part, { kind: "rename", topic: one.topic, name: text }),
  );
  const tick = make("input", {
    type: "checkbox",
    "aria-label": `Choose topic ${one.topic} for merging`,
    onchange: () => ticked(one.topic, tick.checked),
  });
  const top = Math.max(1, ...one.trend);
  const bars = one.trend.map((count) => riser("i", count / top));
  const verb = (kind, text, what) =>
    button(text, what, () => send(part, { kind, topic: one.topic }));
  return make(
    `div.wb-card.wb-topic${one.unstable ? ".wb-unstable" : ""}`,
    { role: "listitem", "data-topic": one.topic },
    make("div.wb-row", tick, swatch(one.color), name),
    make(
      "div.wb-card-head",
      make("b", `${number(one.rows)} rows · ${one.share}`),
      make(
        "span.wb-count",
        one.stable === null
          ? ""
          : `${one.unstable ? "not stable: " : ""}found again in ${Math.round(one.stable * 100)} % of runs`,
      ),
    ),
    themeChoice(part, one, themes),
    one.path.split(" > ").length > 2
      ? make("div.wb-notes.wb-path", { dir: "auto", text: one.path })
      : null,
    one.description ? make("div", { dir: "auto", text: one.description }) : null,
    make("div.wb-example", { dir: "auto", text: one.example }),
    make("div.wb-notes", one.keywords),
    ...one.costs.map((text) => make("div.wb-cost", { dir: "auto", text })),
    bars.length
      ? make("div.wb-trend", { role: "img", "aria-label": "Rows over time" }, ...bars)
      : null,
    make("ul.wb-examples", ...one.examples.map((text) => make("li", text))),
    make(
      "div.wb-row",
      verb("members", "texts", "Texts of this topic"),
      verb("split", "split", "Split this topic into two subtopics; merge them to undo it"),
      verb("delete", "delete", "Turn this topic into noise"),
    ),
  );
}

function textsOf(part, message, close) {
  const { cards } = part.get("state");
  const boxes = message.members.map(([row, text]) => {
    const box = make("input", { type: "checkbox", value: row });
    return [box, make("label.wb-member", box, make("span", text))];
  });
  const others = cards.filter((one) => one.topic !== message.topic);
  const topics = others.map((one) => [one.topic, one.name]);
  const target = menu("Topic to move to", topics, () => {});
  const move = button("Move ticked texts to", null, () => {
    const rows = boxes.filter(([box]) => box.checked).map(([box]) => Number(box.value));
    if (!rows.length) return;
    send(part, { kind: "move", rows, topic: Number(target.value) });
    close();
  });
  const title = cards.find((one) => one.topic === message.topic)?.name ?? "";
  return [
    make(
      "div.wb-row.wb-head",
      make("b", `Texts of ${title}`),
      make("button", { text: "\u00d7", "aria-label": "Close", onclick: close }),
    ),
    make("div.wb-member-list", ...boxes.map(([, line]) => line)),
    make("div.wb-row", move, target),
  ];
}

/** Draw the figures that are open, in the letters of the page. */
async function drawFigures(part, box) {
  const open = Object.values(part.get("figures"));
  box.replaceChildren();
  if (!open.length) return;
  const Plotly = await plotlyOf(part);
  const plots = open.map(() => make("div.wb-plot"));
  box.replaceChildren(...plots);
  await seen(box);
  const color = getComputedStyle(box).color;
  for (const [k, { data, layout }] of open.entries()) {
    const font = { ...layout.font, color };
    await inTurn(() => Plotly.newPlot(plots[k], data, { ...layout, font }, part.get("config")));
  }
}

function boardPart(part, el) {
  el.classList.add("wb-board");
  const { line, trouble, notes } = wording(part, el);
  const merge = button("Merge ticked", null, () => {
    send(part, { kind: "merge", topics: [...chosen] });
    chosen.clear();
  });
  merge.disabled = true;
  const undo = sender(part, "undo", "Undo");
  const opener = (figure, text, title) =>
    button(text, title, () => send(part, { kind: "open", figure }));
  const figures = {
    themes: opener("themes", "Themes", "Topics within themes, as a treemap"),
    settings: opener(
      "settings",
      "Other settings",
      "How many topics other settings would give, and how stable they are: some seconds the first time",
    ),
  };
  const find = make("input", {
    type: "search",
    placeholder: "find a topic",
    "aria-label": "Find a topic",
    oninput: () => draw(),
  });
  const members = make("div.wb-summary", { hidden: true });
  const themes = make("div.wb-themes", { role: "list", "aria-label": "Themes" });
  const list = make("div.wb-board-cards", { role: "list" });
  const reasons = make("div.wb-reasons");
  const aside = make("div.wb-title", "Rows in no topic, and why");
  const more = make("div.wb-row.wb-more", make("div.wb-aside", aside, reasons));
  const drawn = make("div");
  const chosen = new Set();
  el.append(
    make(
      "div.wb-row.wb-head",
      line,
      make("div.wb-row", find, merge, undo, ...Object.values(figures)),
    ),
    themes,
    members,
    drawn,
    list,
    more,
    trouble,
    notes,
  );
  const ticked = (topic, on) => {
    if (on) chosen.add(topic);
    else chosen.delete(topic);
    merge.disabled = chosen.size < 2;
  };
  part.onMessage((message) => {
    if (message.kind !== "members") return;
    const close = () => {
      members.hidden = true;
    };
    members.replaceChildren(...textsOf(part, message, close));
    members.hidden = false;
    members.scrollIntoView({ block: "nearest" });
  });
  const draw = () => {
    const state = part.get("state");
    if (!state.cards) return;
    const wanted = find.value.toLowerCase();
    const fits = ({ path, description, example, keywords }) =>
      `${path} ${description} ${example} ${keywords}`.toLowerCase().includes(wanted);
    const cardOf = (one) => topicCard(part, one, state.themes, ticked);
    const none = "No topics were found: every row is noise.";
    fill(themes, state.themes, (theme) => themeLine(part, theme));
    const nothing = state.cards.length ? "No topic fits these words." : none;
    fill(list, state.cards.filter(fits), cardOf, nothing);
    merge.disabled = true;
    chosen.clear();
    undo.disabled = !state.undo;
    for (const [name, button] of Object.entries(figures)) {
      button.hidden = !state.figures.includes(name);
      button.setAttribute("aria-pressed", String(state.open.includes(name)));
    }
    // A figure stands in the place of the cards, so that it opens in sight.
    list.hidden = state.open.length > 0;
    more.hidden = !state.noise.length;
    reasons.replaceChildren(
      ...state.noise.flatMap(([reason, count]) => [make("b", number(count)), make("span", reason)]),
    );
  };
  follow(part, ["state"], draw);
  follow(part, ["figures"], () => drawFigures(part, drawn));
}
