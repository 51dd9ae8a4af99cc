// Helpers that all panels share. Text from the table goes into the page by textContent only.

const make = (tag, options = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key === "text") node.textContent = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  // JupyterLab leaves keys alone only where the focused element itself says so: arrows too.
  if (/^(button|input|select|textarea)$/.test(tag) || "tabindex" in options)
    node.setAttribute("data-lm-suppress-shortcuts", "true");
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

const grouped = new Intl.NumberFormat("en-GB");
const number = (value) => grouped.format(value);

const debounced = (wait, run) => {
  let timer = null;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), wait);
  };
};

// The static twin stands in a saved notebook; while the widget lives it is hidden.
const hideTwin = (name) => {
  if (!name || document.getElementById(`hide-${name}`)) return;
  const rule = make("style", { id: `hide-${name}` });
  rule.textContent = `[data-workbench="${CSS.escape(name)}"] { display: none; }`;
  document.head.append(rule);
};

// Draws again whenever one of the named values changes; returns what ends that.
const follow = (model, names, draw) => {
  for (const name of names) model.on(`change:${name}`, draw);
  draw();
  return () => {
    for (const name of names) model.off(`change:${name}`, draw);
  };
};

// What every panel says in words: where things stand, what went wrong, what to know.
const wording = (model, root) => {
  const line = make("div", { class: "wb-status", role: "status", "aria-live": "polite" });
  const trouble = make("div", { class: "wb-error", role: "alert", hidden: true });
  const notes = make("div", { class: "wb-notes" });
  const tell = () => {
    line.textContent = model.get("status");
    trouble.textContent = model.get("error");
    trouble.hidden = !model.get("error");
    fill(notes, model.get("notes"), (text) => make("div", { text }));
    root.setAttribute("aria-busy", String(Boolean(model.get("busy"))));
  };
  return { line, trouble, notes, end: follow(model, ["status", "error", "notes", "busy"], tell) };
};

// Puts one node an item into a list, or one line of text where there is none.
const fill = (list, items, nodeOf, none = "") => {
  const nodes = items.map(nodeOf);
  if (!nodes.length && none) nodes.push(make("div", { class: "wb-notes", text: none }));
  list.replaceChildren(...nodes);
};

// A text in stretches: those that are new, and those that are gone, marked.
const markedText = (words) => {
  const text = make("div", { class: "wb-text" });
  for (const [part, mark] of words)
    text.append(
      mark === 1 ? make("ins", { text: part }) : mark === 2 ? make("del", { text: part }) : part,
    );
  return text;
};
