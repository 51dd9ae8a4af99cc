// Charts beside the explorer's map: Python counts, a press or a range goes there.

function chartsPart(part, el) {
  el.classList.add("wb-charts");
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", "Charts: pale is all rows, strong is what is shown");
  const { trouble } = wording(part, el);
  const box = make("div.wb-chart-list");
  el.append(box, trouble);
  const chosen = (key, codes, range) => send(part, { kind: "chart", key, codes, range });
  const drawAll = openCharts(box, {
    pick: (key, codes) => chosen(key, codes, false),
    within: (key, from, to) => chosen(key, from === null ? [] : [from, to], true),
  });
  follow(part, ["state"], () => {
    const { charts, legend } = part.get("state");
    el.hidden = !charts?.length;
    part.root.classList.toggle("wb-charted", Boolean(legend));
    drawAll(charts ?? []);
  });
}
