// The bridge between a Plotly figure and Python, and the legend beside it.
//
// Plotly's own widget sends every selected point and lets a hover overwrite a pending selection.
// The bridge takes those events over: it sends only the outline that was drawn, as a message of
// its own, which is never merged with another one.

const LIVE = 7; // the browser keeps sixteen WebGL contexts, a map takes two

const liveMaps = () => (window.workbenchLiveMaps ??= []);

const onScreen = ({ plot }) => {
  const box = plot.getBoundingClientRect();
  return plot.offsetParent !== null && box.bottom > 0 && box.top < window.innerHeight;
};

// The map used last stays live; of the others those go to sleep that are out of sight, the one
// used longest ago first.
const keepAlive = (entry) => {
  const maps = liveMaps().filter((one) => one !== entry && one.plot.isConnected);
  const spare = [...maps]
    .sort((a, b) => onScreen(a) - onScreen(b))
    .slice(0, Math.max(0, maps.length + 1 - LIVE));
  for (const old of spare) old.sleep();
  window.workbenchLiveMaps = [...maps.filter((one) => !spare.includes(one)), entry];
};

// A plot that is gone gives its contexts back now, not when the browser next tidies up: else the
// browser takes one from a map that is in use.
const release = (canvases) => {
  for (const canvas of canvases)
    for (const kind of ["webgl2", "webgl"])
      canvas.getContext(kind)?.getExtension("WEBGL_lose_context")?.loseContext();
};

const outlineOf = (event) => {
  if (event.range) return { shape: "box", x: event.range.x, y: event.range.y };
  if (event.lassoPoints) return { shape: "lasso", x: event.lassoPoints.x, y: event.lassoPoints.y };
  return null;
};

const viewOf = (plot) => {
  const layout = plot._fullLayout;
  return {
    kind: "view",
    x: [...layout.xaxis.range],
    y: [...layout.yaxis.range],
    width: layout._size.w,
    height: layout._size.h,
  };
};

function attach(plot, model, tip) {
  for (const name of ["selected", "deselect", "hover", "unhover", "click"])
    plot.removeAllListeners?.(`plotly_${name}`);
  let keys = { add: false, cut: false };
  let sent = 0;
  const press = (event) => {
    keys = { add: event.shiftKey, cut: event.altKey };
  };
  plot.addEventListener("mousedown", press, true);
  plot.on("plotly_selected", (event) => {
    const outline = event && outlineOf(event);
    if (!outline) return;
    send(model, { kind: "selected", number: ++sent, ...outline, ...keys });
    // Python draws the outline and says what is lit; Plotly's own copy would undo that.
    setTimeout(() => plot.isConnected && window.Plotly?.relayout(plot, { selections: [] }), 0);
  });
  plot.on("plotly_deselect", () => send(model, { kind: "cleared" }));
  const box = plot.closest(".wb-map");
  const onEscape = (event) => event.key === "Escape" && send(model, { kind: "cleared" });
  box?.addEventListener("keydown", onEscape);
  // Esc drops the selection: the map has the keys once something is drawn on it.
  box?.setAttribute("tabindex", "-1");
  box?.setAttribute("data-lm-suppress-shortcuts", "true");
  plot.on("plotly_selected", () => setTimeout(() => box?.focus({ preventScroll: true }), 100));
  plot.on("plotly_hover", (event) => tip.ask(event));
  plot.on("plotly_unhover", () => tip.hide());
  plot.on("plotly_click", (event) => {
    const point = event.points?.find((one) => one.curveNumber === 0);
    if (point) send(model, { kind: "click", point: point.pointNumber });
  });
  let told = "";
  const tell = paused(() => {
    const view = plot._fullLayout && viewOf(plot);
    if (!view || told === JSON.stringify(view)) return;
    told = JSON.stringify(view);
    send(model, view);
  }, 180);
  plot.on("plotly_afterplot", tell);
  plot.on("plotly_relayout", tell);
  const fit = paused(async () => {
    if (!plot.isConnected || !plot.clientWidth) return;
    if (Math.abs(plot._fullLayout.width - plot.clientWidth) > 2)
      await window.Plotly?.Plots.resize(plot);
    tell();
  }, 60);
  const watcher = new ResizeObserver(fit);
  watcher.observe(plot.parentElement);
  fit();
  const entry = { plot, sleep: () => send(model, { kind: "sleep" }) };
  const canvases = [...plot.querySelectorAll(".gl-container canvas")];
  if (canvases.length) keepAlive(entry);
  const used = () => canvases.length && keepAlive(entry);
  plot.addEventListener("pointerdown", used, true);
  const lost = () => plot.isConnected && entry.sleep();
  for (const canvas of canvases) canvas.addEventListener("webglcontextlost", lost);
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-label", model.get("label"));
  tell();
  return () => {
    watcher.disconnect();
    plot.removeEventListener("mousedown", press, true);
    plot.removeEventListener("pointerdown", used, true);
    box?.removeEventListener("keydown", onEscape);
    for (const canvas of canvases) canvas.removeEventListener("webglcontextlost", lost);
    // A cell that is moved takes its plot out of the page and puts it back.
    setTimeout(() => plot.isConnected || release(canvases), 1000);
    window.workbenchLiveMaps = liveMaps().filter((one) => one !== entry);
  };
}

// What is under the pointer, fetched by row when it is first asked for.
function tooltip(model, root) {
  const box = make("div", { class: "wb-tip", role: "tooltip", hidden: true });
  root.append(box);
  const known = new Map();
  let wanted = null;
  const show = () => {
    const parts = known.get(wanted?.point);
    if (!parts) return;
    box.replaceChildren(
      ...(parts.title ? [make("div", { class: "wb-tip-title", text: parts.title })] : []),
      ...parts.lines.map(([name, value]) =>
        make("div", {}, name ? make("b", { text: `${name} ` }) : "", value),
      ),
    );
    box.hidden = false;
    const frame = root.getBoundingClientRect();
    const left = Math.min(wanted.x - frame.left + 14, frame.width - box.offsetWidth - 6);
    const below = wanted.y - frame.top + 16;
    const above = wanted.y - frame.top - box.offsetHeight - 12;
    box.style.left = `${Math.max(4, left)}px`;
    box.style.top = `${below + box.offsetHeight > frame.height && above > 0 ? above : below}px`;
  };
  const ask = paused(() => {
    if (wanted && !known.has(wanted.point)) send(model, { kind: "hover", point: wanted.point });
  }, 40);
  model.on("msg:custom", (message) => {
    if (message.kind === "forget") known.clear();
    if (message.kind !== "hover") return;
    if (known.size > 2000) known.clear();
    known.set(message.point, message);
    show();
  });
  return {
    ask(event) {
      const point = event.points?.find((one) => one.curveNumber === 0);
      if (!point || !event.event) return;
      wanted = { point: point.pointNumber, x: event.event.clientX, y: event.event.clientY };
      if (known.has(wanted.point)) show();
      else ask();
    },
    hide() {
      wanted = null;
      box.hidden = true;
    },
    remove: () => box.remove(),
  };
}

function legend(model) {
  const list = make("ul", { class: "wb-legend", role: "group" });
  let drawn = null;
  const draw = () => {
    const { title, groups, isolated } = model.get("state");
    const key = JSON.stringify(groups);
    const chosen = new Set(isolated);
    list.classList.toggle("wb-some", chosen.size > 0);
    if (key === drawn) {
      for (const button of list.querySelectorAll("button"))
        button.setAttribute("aria-pressed", chosen.has(Number(button.dataset.group)));
      return;
    }
    drawn = key;
    list.setAttribute("aria-label", `${title}: choose what to highlight`);
    list.replaceChildren(
      ...groups.map(([name, color, count, place]) => {
        const swatch = make("span", { class: "wb-swatch" });
        swatch.style.background = color;
        return make(
          "li",
          {},
          make(
            "button",
            {
              type: "button",
              class: "wb-group",
              title: `${name}: ${number(count)} rows. Click: only this one; with Ctrl or Shift: add.`,
              "aria-pressed": chosen.has(place) ? "true" : "false",
              "data-group": place,
              onclick: (event) => {
                const many = event.ctrlKey || event.metaKey || event.shiftKey;
                send(model, { kind: "isolate", group: place, add: many });
              },
            },
            swatch,
            make("span", { class: "wb-name", text: name }),
            make("span", { class: "wb-count", text: number(count) }),
          ),
        );
      }),
    );
  };
  model.on("change:state", draw);
  draw();
  return list;
}

export default {
  render({ model, el }) {
    el.classList.add("wb-side");
    el.setAttribute("data-lm-suppress-shortcuts", "true");
    const { line, trouble, notes, end } = wording(model, el);
    const drop = make("button", {
      type: "button",
      text: "Drop the selection",
      title: "Esc on the map does the same",
      onclick: () => send(model, { kind: "cleared" }),
    });
    const follows = () => {
      drop.hidden = !/selected$/.test(model.get("status"));
    };
    const foot = make("div", { class: "wb-foot" }, line, drop, trouble, notes);
    el.append(legend(model), foot);
    const followed = follow(model, ["status"], follows);
    hideTwin(model.get("twin"));
    let detach = null;
    let tip = null;
    let known = null;
    const look = () => {
      const root = el.closest(".wb-map");
      const plot = root?.querySelector(".js-plotly-plot");
      if (!plot || plot === known || !plot._fullLayout?.xaxis || !plot._ev) return;
      if (!plot._fullData?.length) return;
      detach?.();
      tip?.remove();
      known = plot;
      tip = tooltip(model, root);
      detach = attach(plot, model, tip);
      root.dataset.ready = "true";
    };
    // Plotly's widget puts its own listeners on after drawing; ours must come later.
    const drawn = () => setTimeout(look, 0);
    document.addEventListener("plotlywidget-after-render", drawn);
    const timer = setInterval(look, 500);
    return () => {
      clearInterval(timer);
      document.removeEventListener("plotlywidget-after-render", drawn);
      detach?.();
      tip?.remove();
      followed();
      end();
    };
  },
};
