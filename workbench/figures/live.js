// Loads plotly.js once a page. Plotly's own widget brings five megabytes with every figure and is
// given up as broken where the page cannot read them all within two seconds.

const shared = () => {
  if (!window.workbenchPlotly) {
    const state = { started: false };
    state.ready = new Promise((resolve, reject) => Object.assign(state, { resolve, reject }));
    window.workbenchPlotly = state;
  }
  return window.workbenchPlotly;
};

const load = (bytes) => {
  const state = shared();
  if (state.started || !bytes?.byteLength) return;
  state.started = true;
  const address = URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
  calm()
    .then(() => import(address))
    .then(state.resolve, state.reject)
    .finally(() => URL.revokeObjectURL(address));
};

// Drawing in software can hold the page for a second or more, and a model of any widget that is not
// read within two seconds is given up as broken. So figures are drawn one at a time, with room for
// others between, and only once they are about to be seen.
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

const calm = async () => {
  for (let tries = 0; tries < 20; tries += 1) {
    const began = performance.now();
    await pause(20);
    if (performance.now() - began < 80) return;
  }
};

const inTurn = (draw) => {
  const state = shared();
  const mine = (state.turn ?? Promise.resolve()).then(calm).then(draw);
  state.turn = mine.catch(() => {});
  return mine;
};

const seen = (el) =>
  new Promise((resolve) => {
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some((one) => one.isIntersecting)) return;
        watch.disconnect();
        resolve();
      },
      { rootMargin: "300px" },
    );
    watch.observe(el);
  });

const CHANGES = ["addTraces", "deleteTraces", "moveTraces", "restyle", "relayout", "update"];

export default () => {
  let prepared = null;
  // What Plotly's model does for a figure; changes that came before it are told again as a whole.
  const prepare = async (model) => {
    let late = false;
    const mark = () => {
      late = true;
    };
    for (const name of CHANGES) model.on(`change:_py2js_${name}`, mark);
    const bundle = await shared().ready;
    const figure = bundle.default();
    await figure.initialize({ model });
    for (const name of CHANGES) model.off(`change:_py2js_${name}`, mark);
    if (late) {
      await new Promise((resolve) => {
        model.on("msg:custom", (message) => message?.kind === "told" && resolve());
        setTimeout(resolve, 5000);
        model.send({ kind: "late" });
      });
    }
    return figure;
  };
  return {
    initialize({ model }) {
      model.on("msg:custom", (message, buffers) => {
        if (message?.kind === "plotly") load(buffers[0]);
      });
      // Not awaited: a model that is not ready within two seconds is given up.
      setTimeout(() => load(model.get("_bundle")), 0);
      prepared = prepare(model);
    },
    async render(context) {
      const asked = setTimeout(() => {
        if (!shared().started) context.model.send({ kind: "plotly" });
      }, 1000);
      const { el, model } = context;
      el.style.minHeight = `${model.get("_layout")?.height ?? 300}px`;
      const figure = await prepared;
      clearTimeout(asked);
      await seen(el);
      return inTurn(() => figure.render(context));
    },
  };
};
