import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { patternOf } = load(["figures/detail.js"], ["patternOf"]);
const found = (term, text) => text.match(new RegExp(patternOf(term), "giu"));

test("a search term marks whole words, which may have an ending", () => {
  assert.deepEqual(found("refund", "Refund, refunded and refunds"), [
    "Refund",
    "refunded",
    "refunds",
  ]);
  assert.equal(found("the", "another"), null);
  assert.equal(found("fund", "a refund"), null);
  assert.equal(found("able", "étable"), null);
  assert.deepEqual(found("c++ (old)", "in C++ (old) code"), ["C++ (old)"]);
  assert.deepEqual(found(">=5", "is >=5 kg"), [">=5"]);
});

test("scripts without spaces are marked anywhere", () => {
  assert.deepEqual(found("退款", "我要退款了"), ["退款"]);
});
