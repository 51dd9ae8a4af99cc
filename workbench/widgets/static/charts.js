// Charts beside the explorer's map: Python counts, a press or a range goes there.

export default {
  render({ model, el }) {
    el.classList.add("wb-charts");
    el.setAttribute("role", "group");
    el.setAttribute("aria-label", "Charts: pale is all rows, strong is what is shown");
    const { trouble, end } = wording(model, el);
    const box = make("div", { class: "wb-chart-list" });
    el.append(box, trouble);
    const drawAll = openCharts(box, {
      pick: (key, codes) => send(model, { kind: "chart", key, codes }),
      within: (key, from, to) =>
        send(model, { kind: "chart", key, codes: from === null ? [] : [from, to], range: true }),
    });
    const drawn = follow(model, ["state"], () => drawAll(model.get("state").charts ?? []));
    return () => {
      drawn();
      end();
    };
  },
};
