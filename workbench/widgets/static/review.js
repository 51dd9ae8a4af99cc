// The review of duplicate groups. Keys go to Python one by one, in order; the page only draws.

const KEYS = new Set([
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "Enter",
  "k",
  "d",
  "n",
  "s",
  "u",
  "a",
]);
const DECIDED = { keep: "kept", drop: "dropped", apart: "not the same" };

function filters(part) {
  const wanted = () => ({ ...part.get("state").wanted });
  const ask = (change) => send(part, { kind: "filter", ...wanted(), ...change });
  const kind = make("select", {
    "aria-label": "Kind of group",
    onchange: () => ask({ like: kind.value }),
  });
  const check = (name, text) => {
    const box = make("input", { type: "checkbox", onchange: () => ask({ [name]: box.checked }) });
    return [box, make("label.wb-field", box, make("span", text))];
  };
  const [guarded, guardedLabel] = check("guarded", "needs a look");
  const [open, openLabel] = check("undecided", "undecided");
  const large = make(
    "select",
    { "aria-label": "Size of group", onchange: () => ask({ large: Number(large.value) }) },
    ...[
      [0, "any size"],
      [3, "3 or more"],
      [5, "5 or more"],
      [10, "10 or more"],
    ].map(([v, text]) => make("option", { value: v, text })),
  );
  const words = make("input", {
    type: "search",
    placeholder: "search  ( / )",
    "aria-label": "Search groups",
    oninput: paused(() => ask({ words: words.value }), 250),
  });
  const row = make("div.wb-row.wb-filters", kind, large, guardedLabel, openLabel, words);
  const draw = (state) => {
    if (kind.options.length !== state.kinds.length + 1)
      kind.replaceChildren(
        make("option", { value: "", text: "every kind" }),
        ...state.kinds.map((name) => make("option", { value: name, text: name })),
      );
    kind.value = state.wanted.like ?? "";
    large.value = String(state.wanted.large || 0);
    guarded.checked = Boolean(state.wanted.guarded);
    open.checked = Boolean(state.wanted.undecided);
    if (document.activeElement !== words) words.value = state.wanted.words ?? "";
  };
  return { row, draw, focus: () => words.focus(), words };
}

const suggestionOf = ({ rows, keeps }) => {
  if (rows === 1 || !keeps || keeps === rows) return `suggested: ${keeps ? "keep" : "drop"}`;
  return `suggested: keep ${number(keeps)}, drop ${number(rows - keeps)}`;
};

function card(part, one, place, cursor) {
  const words = differ(make("div.wb-text"), one.base, one.text);
  const said = one.status ? DECIDED[one.status] : suggestionOf(one);
  // Why it is suggested; not under a decision that went the other way.
  const agrees = !one.status || one.status === (one.suggested ? "keep" : "drop");
  return make(
    "div",
    {
      class: `wb-card wb-${one.status || (one.suggested ? "would-keep" : "would-drop")}`,
      role: "option",
      "data-place": place,
      "aria-selected": String(place === cursor),
      "aria-label": `${said}. ${one.text}`,
      onclick: () => send(part, { kind: "pick", place }),
    },
    make(
      "div.wb-card-head",
      make("b", said),
      one.rows > 1
        ? make("b.wb-copies", {
            text: `\u00d7${number(one.rows)}`,
            title: `${number(one.rows)} rows have this text`,
          })
        : "",
      make("span.wb-count", one.like ? `cosine ${one.like}` : ""),
    ),
    words,
    ...(one.beside ?? []).map(([name, value, differs]) =>
      make(
        "div.wb-notes",
        `${name}: `,
        make(differs ? "mark" : "span", { text: value || "empty" }),
      ),
    ),
    make("div.wb-notes", agrees ? `${one.id} · ${one.reason}` : one.id),
  );
}

function reviewPart(part, el) {
  const root = make("div.wb-review", {
    tabindex: 0,
    role: "application",
    "data-lm-suppress-shortcuts": "true",
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
  const button = (text, key, what) =>
    make(
      "button",
      {
        title: what,
        onclick: () => {
          press(key);
          root.focus();
        },
      },
      make("kbd", key),
      ` ${text}`,
    );
  const all = make("button", {
    title: "Accept the suggestions of all groups that the filters show; one Undo takes it back",
    onclick: () => {
      press("a");
      root.focus();
    },
  });
  const actions = make(
    "div.wb-row.wb-actions",
    button("accept", "Enter", "Accept the suggestion and go on"),
    button("keep", "K", "Keep this text"),
    button("drop", "D", "Drop this text"),
    button("not the same", "N", "Not the same as the others"),
    button("split", "S", "Split the group here"),
    button("undo", "U", "Undo"),
    all,
    make(
      "button",
      {
        title: "All keys",
        onclick: () => {
          help.hidden = !help.hidden;
          root.focus();
        },
      },
      make("kbd", "?"),
    ),
  );
  root.append(
    make("div.wb-row.wb-head", line, bar),
    asked.row,
    make("div.wb-review-body", list, make("div.wb-review-main", title, texts, actions, help)),
    trouble,
    notes,
  );
  el.append(root);

  root.addEventListener("keydown", (event) => {
    const typing = /INPUT|SELECT|TEXTAREA/.test(event.target.tagName);
    if (event.key === "Escape") root.focus();
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.target.tagName === "BUTTON" && key === "Enter") return;
    if (key === "/") asked.focus();
    else if (key === "?") help.hidden = !help.hidden;
    else if (KEYS.has(key)) press(key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

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
      fill(
        list,
        state.listed,
        ([group, size, kind, guarded, decided, text]) =>
          make(
            "div.wb-line",
            {
              role: "option",
              "aria-selected": String(group === state.group),
              onclick: () => {
                send(part, { kind: "open", group });
                root.focus();
              },
            },
            make("span.wb-mark", {
              text: decided ? "\u2713" : guarded ? "!" : "",
              title: decided
                ? "decided"
                : guarded
                  ? "needs a look: the texts differ in a detail"
                  : null,
            }),
            make("span.wb-name", { text, title: kind }),
            make("span.wb-count", size),
          ),
        "no group",
      );
      list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    }
    title.textContent =
      state.group === null
        ? state.groups
          ? "No group fits these filters."
          : "No duplicate groups: nothing to review."
        : `Group ${number(state.place)} of ${number(state.found)} · ${number(state.size)} rows · ${state.kind}` +
          (state.stacks > state.most ? ` · first ${state.most} shown` : "") +
          (state.differing ? ` · ${state.differing}` : "");
    fill(texts, state.cards, (one, place) => card(part, one, place, state.cursor));
    texts.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    actions.hidden = state.group === null;
    all.replaceChildren(make("kbd", "A"), ` accept all ${number(state.acceptable)} shown`);
    all.disabled = !state.acceptable;
    fill(help, state.keys, ([name, what]) => make("div", make("kbd", name), ` ${what}`));
  };
  follow(part, ["state"], draw);
}
