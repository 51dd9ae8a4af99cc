// The review of duplicate groups. Keys go to Python one by one, in order; the page only draws.

const KEYS = /^(Arrow(Up|Down|Left|Right)|Enter|[kdnsua])$/;
const DECIDED = { keep: "kept", drop: "dropped", apart: "not the same" };

function filters(part) {
  const wanted = () => ({ ...part.get("state").wanted });
  const ask = (change) => send(part, { kind: "filter", ...wanted(), ...change });
  const kind = menu("Kind of group", [], (like) => ask({ like }));
  const [guarded, guardedLabel] = tickBox("needs a look", (yes) => ask({ guarded: yes }));
  const [open, openLabel] = tickBox("undecided", (yes) => ask({ undecided: yes }));
  const sizes = [[0, "any size"], ...[3, 5, 10].map((rows) => [rows, `${rows} or more`])];
  const large = menu("Size of group", sizes, (rows) => ask({ large: Number(rows) }));
  const words = make("input", {
    type: "search",
    placeholder: "search  ( / )",
    "aria-label": "Search groups",
    oninput: paused(() => ask({ words: words.value }), 250),
  });
  const row = make("div.wb-row.wb-filters", kind, large, guardedLabel, openLabel, words);
  const draw = (state) => {
    offer(kind, [["", "every kind"], ...state.kinds]);
    kind.value = state.wanted.like ?? "";
    large.value = String(state.wanted.large || 0);
    guarded.checked = Boolean(state.wanted.guarded);
    open.checked = Boolean(state.wanted.undecided);
    if (document.activeElement !== words) words.value = state.wanted.words ?? "";
  };
  return { row, draw, focus: () => words.focus() };
}

const suggestionOf = ({ rows, keeps }) => {
  if (rows === 1 || !keeps || keeps === rows) return `suggested: ${keeps ? "keep" : "drop"}`;
  return `suggested: keep ${number(keeps)}, drop ${number(rows - keeps)}`;
};

function card(part, one, place, cursor) {
  const copies = {
    text: `\u00d7${number(one.rows)}`,
    title: `${number(one.rows)} rows have this text`,
  };
  const said = one.status ? DECIDED[one.status] : suggestionOf(one);
  // Why it is suggested; not under a decision that went the other way.
  const agrees = !one.status || one.status === (one.suggested ? "keep" : "drop");
  return make(
    `div.wb-card.wb-${one.status || (one.suggested ? "would-keep" : "would-drop")}`,
    {
      role: "option",
      "data-place": place,
      "aria-selected": String(place === cursor),
      "aria-label": `${said}. ${one.text}`,
      onclick: () => send(part, { kind: "pick", place }),
    },
    make(
      "div.wb-card-head",
      make("b", said),
      one.rows > 1 ? make("b.wb-copies", copies) : null,
      make("span.wb-count", one.like ? `similarity ${one.like}` : ""),
    ),
    make("div.wb-notes", agrees ? `${one.id} · ${one.reason}` : one.id),
    differ(make("div.wb-text"), one.base, one.text),
    ...(one.beside ?? []).map(([name, value, differs]) =>
      make("div.wb-notes", `${name}: `, make(differs ? "mark" : "span", value || "empty")),
    ),
  );
}

const DONE = { text: "\u2713", title: "decided" };
const LOOK = { text: "!", title: "needs a look: the texts differ in a detail" };

function groupLine([group, size, kind, guarded, decided, text], current, open) {
  const chosen = String(group === current);
  return make(
    "div.wb-line",
    { role: "option", "aria-selected": chosen, onclick: () => open(group) },
    make("span.wb-mark", decided ? DONE : guarded ? LOOK : {}),
    make("span.wb-name", { text, title: kind }),
    make("span.wb-count", size),
  );
}

function reviewPart(part, el) {
  const root = make("div.wb-review", {
    tabindex: 0,
    role: "application",
    "aria-label":
      "Review of duplicate groups. Arrow keys move, K keep, D drop, N not the same, S split, Enter accept, U undo, question mark all keys.",
  });
  const bar = make("progress", { "aria-label": "Groups decided" });
  const { line, trouble, notes } = wording(part, el);
  const asked = filters(part);
  const list = make("div.wb-groups", { role: "listbox", "aria-label": "Groups" });
  const title = make("div.wb-title");
  const texts = make("div.wb-cards", { role: "listbox", "aria-label": "Texts of this group" });
  const help = make("div.wb-help", { hidden: true });
  const press = (key) => send(part, { kind: "key", key });
  const toggleHelp = () => {
    help.hidden = !help.hidden;
  };
  // After each press the keys belong to the review again.
  const pressed = (key, text, title, act = () => press(key)) =>
    keyButton(key, text, title, () => {
      act();
      root.focus();
    });
  const every = "Accept the suggestions of groups shown that need no look; one Undo takes it back";
  const all = pressed("A", "", every);
  const actions = make(
    "div.wb-row.wb-actions",
    pressed("Enter", "accept", "Accept the suggestion and go on"),
    pressed("K", "keep", "Keep this text"),
    pressed("D", "drop", "Drop this text"),
    pressed("N", "not the same", "Not the same as the others"),
    pressed("S", "split", "Split the group here"),
    pressed("U", "undo", "Undo"),
    pressed("?", "", "All keys", toggleHelp),
  );
  asked.row.append(all);
  root.append(
    make("div.wb-row.wb-head", line, bar),
    asked.row,
    make("div.wb-review-body", list, make("div.wb-review-main", actions, title, texts, help)),
    trouble,
    notes,
  );
  el.append(root);

  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") root.focus();
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.target.tagName === "BUTTON" && key === "Enter") return;
    if (key === "/") asked.focus();
    else if (key === "?") toggleHelp();
    else if (KEYS.test(key)) press(key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // A long text begins shortly before what differs; up to there the first one reads the same.
  const toDifference = () => {
    const first = texts.querySelector("ins, del");
    for (const text of texts.querySelectorAll(".wb-text"))
      text.scrollTop = ((text.querySelector("ins, del") ?? first)?.offsetTop ?? 0) - 40;
  };
  new ResizeObserver(toDifference).observe(texts);

  let known = "";
  const draw = () => {
    const state = part.get("state");
    if (!state.cards) return;
    asked.draw(state);
    bar.max = Math.max(state.groups, 1);
    bar.value = state.decided;
    const key = JSON.stringify([state.listed, state.group]);
    if (key !== known) {
      known = key;
      const open = (group) => {
        send(part, { kind: "open", group });
        root.focus();
      };
      fill(list, state.listed, (one) => groupLine(one, state.group, open), "no group");
      list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    }
    title.textContent = state.title;
    fill(texts, state.cards, (one, place) => card(part, one, place, state.cursor));
    texts.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    toDifference();
    actions.hidden = state.group === null;
    all.replaceChildren(make("kbd", "A"), ` ${state.every}`);
    all.disabled = !state.acceptable;
    fill(help, state.keys, ([name, what]) => make("div", make("kbd", name), ` ${what}`));
  };
  follow(part, ["state"], draw);
}
