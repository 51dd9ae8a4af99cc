// What the parts of all views share beside the scripts of `figures`: how they speak with Python.

/** Join parts into one view. Each draws into a box of its own and hears of its own values only. */
const viewOf = (name, parts) => ({
  render({ model, el }) {
    hideTwin(model.get("twin"));
    el.classList.add("wb-view", `wb-${name}-view`);
    el.setAttribute("data-lm-suppress-shortcuts", "true");
    const ends = Object.entries(parts).map(([key, draw]) => {
      const part = partOf(model, key, el);
      const box = make("div");
      el.append(box);
      const end = draw(part, box);
      return () => {
        part.end();
        end?.();
      };
    });
    return () => {
      for (const end of ends) end();
    };
  },
});

/** A part of a view's model: its values, its messages. */
const partOf = (model, name, root) => {
  const heard = [];
  const on = (event, act) => {
    model.on(event, act);
    heard.push([event, act]);
  };
  return {
    model,
    root,
    get: (key) => model.get(`${name}_${key}`),
    on: (key, act) => on(`change:${name}_${key}`, act),
    onMessage: (act) =>
      on("msg:custom", (message, buffers) => message?.part === name && act(message, buffers)),
    send: (message) => model.send({ ...message, part: name }),
    end() {
      for (const [event, act] of heard) model.off(event, act);
    },
  };
};

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
const send = (part, message) => {
  if (!senders.has(part)) senders.set(part, newSender(part));
  const next = senders.get(part);
  next.waiting ??= setTimeout(() => silent(part, true), PATIENCE);
  try {
    part.send({ ...message, sender: next.name, order: next.order++ });
  } catch {
    silent(part, true); // the kernel was shut down
  }
};

const PATIENCE = 8000; // milliseconds without an answer, after which a view says so

const newSender = (part) => {
  const next = { name: Math.random().toString(36), order: 0, waiting: null };
  part.onMessage((answer) => {
    if (answer.kind !== "answered") return;
    clearTimeout(next.waiting);
    next.waiting = null;
    silent(part, false);
  });
  return next;
};

// What a view then says stands in the style; ipywidgets marks one whose kernel was restarted.
const silent = ({ root }, yes) => root.classList.toggle("wb-silent", yes);

/** Draw now, and again whenever one of the named values changes. */
const follow = (part, names, draw) => {
  for (const name of names) part.on(name, draw);
  draw();
};

// What every part says in words: where things stand, what went wrong, what to know.
const wording = (part, box) => {
  const line = make("div.wb-status", { role: "status", "aria-live": "polite" });
  const trouble = make("div.wb-error", { role: "alert", hidden: true });
  const notes = make("div.wb-notes");
  follow(part, ["status", "error", "notes", "busy"], () => {
    line.textContent = part.get("status");
    trouble.textContent = part.get("error");
    trouble.hidden = !part.get("error");
    fill(notes, part.get("notes"), (text) => make("div", text));
    box.setAttribute("aria-busy", String(Boolean(part.get("busy"))));
  });
  return { line, trouble, notes };
};

// Puts one node an item into a list, or one line of text where there is none.
const fill = (list, items, nodeOf, none = "") => {
  const nodes = items.map(nodeOf);
  if (!nodes.length && none) nodes.push(make("div.wb-notes", none));
  list.replaceChildren(...nodes);
};

const swatch = (color) => make("span.wb-swatch", { style: `background:${color}` });

/** A bar of a small chart: a share of its height. */
const riser = (tag, share) => make(tag, { style: `height:${100 * share}%` });

/** A button that tells its key. */
const keyButton = (key, text, title, onclick) =>
  make("button", { title, onclick }, make("kbd", key), text && ` ${text}`);

/** A button that sends a message of one kind. */
const sender = (part, kind, text, title) => button(text, title, () => send(part, { kind }));

// plotly.js comes to a page once. A view whose kernel is gone never sends it: so each one asks that
// still waits for it.
const ASK_AGAIN = 8000;

const plotlyOf = ({ model }) => {
  const page = window;
  if (!page.workbenchPlotly) {
    page.workbenchPlotly = { asked: 0 };
    page.workbenchPlotly.ready = new Promise((resolve) => {
      page.workbenchPlotly.resolve = resolve;
    });
  }
  const state = page.workbenchPlotly;
  model.on("msg:custom", (message, buffers) => {
    if (message?.kind === "plotly" && !state.started) {
      state.started = true;
      calm().then(() => read(buffers[0]).then(state.resolve));
    }
  });
  const ask = () => {
    if (state.started) return;
    if (Date.now() - state.asked >= ASK_AGAIN) {
      state.asked = Date.now();
      model.send({ kind: "plotly" });
    }
    setTimeout(ask, ASK_AGAIN / 4);
  };
  ask();
  return state.ready;
};

/** Run plotly.js as a module of its own and leave another one on the page as it was. */
const read = async (bytes) => {
  const before = window.Plotly;
  const alone = "const [module, exports, define] = [];\n";
  const address = URL.createObjectURL(new Blob([alone, bytes], { type: "text/javascript" }));
  await import(address).finally(() => URL.revokeObjectURL(address));
  const own = window.Plotly;
  if (before) window.Plotly = before;
  return own;
};

// Drawing in software can hold the page for a second or more, and a model of any widget that is not
// read within two seconds is given up as broken. So figures are drawn one at a time, with room for
// others between, and only once they are about to be seen.
const calm = async () => {
  for (let tries = 0; tries < 20; tries += 1) {
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (performance.now() - began < 80) return;
  }
};

const inTurn = (act) => {
  const state = window.workbenchPlotly;
  const mine = (state.turn ?? Promise.resolve()).then(calm).then(act);
  state.turn = mine.catch(() => {});
  return mine;
};

const seen = (box) =>
  new Promise((resolve) => {
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some((one) => one.isIntersecting)) return;
        watch.disconnect();
        resolve();
      },
      { rootMargin: "300px" },
    );
    watch.observe(box);
  });
