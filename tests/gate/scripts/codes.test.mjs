// The page reads codes as the server does: both are held to the same vectors.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { BadCode, parseShortCode, readTicket } from "../../../src/casamuseo/theme/static/theme/gate/codes.js";

const vectors = JSON.parse(
  readFileSync(new URL("../../visit/codes/vectors.json", import.meta.url), "utf-8"),
);
const seconds = (moment) => Date.parse(moment) / 1000;

for (const vector of vectors.valid) {
  test(`reads ${vector.what}`, () => {
    assert.deepEqual(readTicket(vector.code, vectors.keys), {
      serial: vector.ticket_id,
      from: seconds(vector.starts_at),
      until: seconds(vector.ends_at),
      party: vector.party,
      product: vector.product,
    });
  });
}

for (const vector of vectors.refused) {
  test(`refuses ${vector.what}`, () => {
    assert.throws(() => readTicket(vector.code, vectors.keys), (problem) => {
      assert.ok(problem instanceof BadCode);
      assert.equal(problem.message, vector.reason);
      return true;
    });
  });
}

test("refuses a ticket of which any letter is another one", () => {
  const { code } = vectors.valid[0];
  for (let place = 0; place < code.length; place += 1) {
    const other = code[place] === "0" ? "1" : "0";
    const wrong = code.slice(0, place) + other + code.slice(place + 1);
    assert.throws(() => readTicket(wrong, vectors.keys), BadCode);
  }
});

test("understands short codes as people type them", () => {
  assert.equal(parseShortCode(" oo8j 4ctt "), "008J-4CTT");
  assert.equal(parseShortCode("008J-4CTV"), null);
  assert.equal(parseShortCode("008J-4CT"), null);
  assert.equal(parseShortCode("008J-4CTU"), null);
});
