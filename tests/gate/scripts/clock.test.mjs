// The clock of a device: corrected while it is known, doubted where it cannot be.

import assert from "node:assert/strict";
import { test } from "node:test";

import { GateClock } from "../../../src/casamuseo/theme/static/theme/gate/clock.js";

const NOON = Date.UTC(2026, 10, 25, 18, 0); // milliseconds
const AT_ONCE = { sentAt: 0, gotAt: 0 };

function aDevice({ wall = NOON, kept = null } = {}) {
  const device = { wall, running: 0 };
  device.pass = (seconds) => {
    device.wall += seconds * 1000;
    device.running += seconds * 1000;
  };
  device.clock = new GateClock(kept, { wall: () => device.wall, running: () => device.running });
  return device;
}

test("a device that never heard the server doubts its clock", () => {
  const { clock } = aDevice();
  assert.equal(clock.offsetNow(), null);
  assert.equal(clock.doubt(), true);
});

test("a clock three hours ahead is corrected, and doubted all the same", () => {
  const { clock } = aDevice({ wall: NOON + 3 * 3_600_000 });
  clock.hear(NOON / 1000, AT_ONCE);
  assert.equal(clock.offsetNow(), 10_800);
  assert.equal(clock.now(), NOON / 1000);
  assert.deepEqual([clock.isOff(), clock.doubt()], [true, true]);
});

test("a clock two minutes off is corrected and shown, not doubted", () => {
  const { clock } = aDevice({ wall: NOON - 120_000 });
  clock.hear(NOON / 1000, AT_ONCE);
  assert.deepEqual([clock.now(), clock.isOff(), clock.doubt()], [NOON / 1000, true, false]);
});

test("half of the way there and back is taken off", () => {
  const { clock } = aDevice({ wall: NOON + 400 });
  clock.hear(NOON / 1000, { sentAt: 0, gotAt: 800 });
  assert.equal(clock.offsetNow(), 0);
});

test("what is known of a clock outlives a reload", () => {
  const before = aDevice({ wall: NOON + 90_000 });
  before.clock.hear(NOON / 1000, AT_ONCE);
  const after = aDevice({ wall: NOON + 150_000, kept: before.clock.marks() });
  assert.deepEqual([after.clock.now(), after.clock.doubt()], [NOON / 1000 + 60, false]);
});

test("a clock that wakes up in 1970 goes on from when it was last right", () => {
  const before = aDevice();
  before.clock.hear(NOON / 1000, AT_ONCE);
  const after = aDevice({ wall: 5000, kept: before.clock.marks() });
  after.pass(60);
  assert.equal(after.clock.now(), NOON / 1000 + 60);
  assert.equal(after.clock.offsetNow(), 65 - (NOON / 1000 + 60));
  assert.equal(after.clock.doubt(), true);

  const again = aDevice({ wall: 100_000, kept: after.clock.marks() });
  assert.deepEqual([again.clock.now(), again.clock.doubt()], [NOON / 1000 + 60, true]);
  again.clock.hear(NOON / 1000 + 90, AT_ONCE);
  assert.equal(again.clock.now(), NOON / 1000 + 90);
});

test("a clock put right by a second or two is not thought dead", () => {
  const before = aDevice();
  before.clock.hear(NOON / 1000, AT_ONCE);
  const after = aDevice({ wall: NOON - 2000, kept: before.clock.marks() });
  assert.equal(after.clock.doubt(), false);
});
