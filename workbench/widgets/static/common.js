// What all panels share beside shared.js.

// The static twin stands in a saved notebook; while the widget lives it is hidden.
const hideTwin = (name) => {
  if (!name || document.getElementById(`hide-${name}`)) return;
  const rule = make("style", { id: `hide-${name}` });
  rule.textContent = `[data-workbench="${CSS.escape(name)}"] { display: none; }`;
  document.head.append(rule);
};

// Sends a message with its number: two threads of the kernel may receive a view's messages, so
// Python puts them in order again.
const senders = new WeakMap();
const senderOf = (model) => {
  if (!senders.has(model)) senders.set(model, newSender(model));
  return senders.get(model);
};
const send = (model, message) => {
  const next = senderOf(model);
  next.waiting ??= setTimeout(() => silent(next, true), PATIENCE);
  try {
    model.send({ ...message, sender: next.name, order: next.order++ });
  } catch {
    silent(next, true); // the kernel was shut down
  }
};

const PATIENCE = 8000; // milliseconds without an answer, after which a view says so

const newSender = (model) => {
  const next = { name: Math.random().toString(36), order: 0, waiting: null, root: null };
  model.on("msg:custom", (answer) => {
    if (answer.kind !== "answered") return;
    clearTimeout(next.waiting);
    next.waiting = null;
    silent(next, false);
  });
  return next;
};

// What a view then says stands in the style; ipywidgets marks one whose kernel was restarted.
const silent = ({ root }, yes) =>
  (root?.closest(".wb-view") ?? root)?.classList.toggle("wb-silent", yes);

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
  senderOf(model).root = root;
  const end = follow(model, ["status", "error", "notes", "busy"], tell);
  return { line, trouble, notes, end };
};

// Puts one node an item into a list, or one line of text where there is none.
const fill = (list, items, nodeOf, none = "") => {
  const nodes = items.map(nodeOf);
  if (!nodes.length && none) nodes.push(make("div", { class: "wb-notes", text: none }));
  list.replaceChildren(...nodes);
};
