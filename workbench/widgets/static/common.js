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
const send = (model, message) => {
  if (!senders.has(model)) senders.set(model, { sender: Math.random().toString(36), order: 0 });
  const next = senders.get(model);
  model.send({ ...message, sender: next.sender, order: next.order++ });
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
