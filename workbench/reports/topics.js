// Topic cards: their order, how many of them are in sight, and the way to a topic's rows.

function openTopics(store, box) {
  const cards = [...box.children];
  const order = byId("topic-order");
  const more = byId("topic-more");
  let most = matchMedia("(max-width: 760px)").matches ? 5 : 12;
  const nameOf = (card) => card.querySelector("h3").textContent;
  const by = {
    size: (a, b) => cards.indexOf(a) - cards.indexOf(b),
    name: (a, b) => nameOf(a).localeCompare(nameOf(b), "en"),
    rise: (a, b) => b.dataset.rise - a.dataset.rise,
  };
  const drawAll = () => {
    const sorted = [...cards].sort(by[order.value]);
    sorted.forEach((card, k) => {
      card.hidden = k >= most;
    });
    box.replaceChildren(...sorted);
    more.hidden = most >= cards.length;
  };
  const showAll = () => {
    most = cards.length;
    drawAll();
  };
  more.addEventListener("click", showAll);
  addEventListener("beforeprint", showAll);
  order.addEventListener("change", drawAll);
  box.addEventListener("click", ({ target }) => {
    if (target.tagName !== "BUTTON") return;
    choose(store, "topic", [Number(target.value)], "topic");
    byId("explore").scrollIntoView();
  });
  drawAll();
}
