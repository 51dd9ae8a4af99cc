import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { labelPlaces, wrapped } = load(["reports/labels.js"], ["labelPlaces", "wrapped"]);

/** Numbers that look random and are the same in each run. */
function drawn(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

function scene(topics, width, height) {
  const next = drawn(topics);
  const names = [];
  const dots = { x: [], y: [] };
  for (let topic = 0; topic < topics; topic++) {
    const [x, y] = [40 + next() * (width - 80), 40 + next() * (height - 80)];
    names.push({ x, y, text: `cancel my subscription number ${topic}` });
    for (let k = 0; k < 40; k++) {
      dots.x.push(x + (next() - 0.5) * 50);
      dots.y.push(y + (next() - 0.5) * 50);
    }
  }
  return { names, dots };
}

const apart = (one, other) =>
  Math.abs(one.x - other.x) >= (one.w + other.w) / 2 ||
  Math.abs(one.y - other.y) >= (one.h + other.h) / 2;

test("a name is broken between words and loses none", () => {
  assert.deepEqual(wrapped("refund"), ["refund"]);
  assert.deepEqual(wrapped("cancel my Plus subscription"), ["cancel my Plus", "subscription"]);
  assert.equal(
    wrapped("texts in German, French and Spanish").join(" "),
    "texts in German, French and Spanish",
  );
});

for (const [topics, width, height] of [
  [12, 1100, 620],
  [30, 1100, 620],
  [10, 420, 420],
]) {
  test(`${topics} names on ${width} pixels overlap nowhere and stay inside`, () => {
    const { names, dots } = scene(topics, width, height);
    const placed = labelPlaces(names, dots, width, height);
    assert.ok(placed.length >= 0.9 * topics, `${placed.length} of ${topics}`);
    placed.forEach((one, k) => {
      assert.ok(one.x - one.w / 2 >= 0 && one.x + one.w / 2 <= width);
      assert.ok(one.y - one.h / 2 >= 0 && one.y + one.h / 2 <= height);
      assert.ok(placed.slice(k + 1).every((other) => apart(one, other)));
      assert.equal(one.lines.join(" "), one.name.text);
    });
  });
}

test("a name moves off the dots that it names, and not farther than needed", () => {
  const dots = { x: [], y: [] };
  for (let k = 0; k < 400; k++) {
    dots.x.push(300 + (k % 20) * 3 - 30);
    dots.y.push(200 + Math.floor(k / 20) * 3 - 30);
  }
  const [label] = labelPlaces([{ x: 300, y: 200, text: "refund" }], dots, 600, 400);
  assert.ok(Math.hypot(label.dx, label.dy) > 30);
  assert.ok(Math.hypot(label.dx, label.dy) < 130);
  const [alone] = labelPlaces([{ x: 300, y: 200, text: "refund" }], { x: [], y: [] }, 600, 400);
  assert.deepEqual([alone.dx, alone.dy], [0, 0]);
});
