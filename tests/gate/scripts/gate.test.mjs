// The gate without a screen: what it judges by, what it keeps, what it hands over.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, test } from "node:test";

import { Gate } from "../../../src/casamuseo/theme/static/theme/gate/gate.js";

const vectors = JSON.parse(
  readFileSync(new URL("../../visit/codes/vectors.json", import.meta.url), "utf-8"),
);
const FAMILY = vectors.valid[0]; // a party of four, on 24 November 2026
const SERIAL = FAMILY.ticket_id;
const seconds = (moment) => Date.parse(moment) / 1000;
const FROM = seconds(FAMILY.starts_at);
const UNTIL = seconds(FAMILY.ends_at);
const MIDNIGHT = seconds("2026-11-24T06:00:00Z");
const DAYS = Array.from({ length: 16 }, (_one, place) => [MIDNIGHT + place * 86_400, -21_600]);
const ORDER = "008J-4CTT";

// What a browser keeps: it outlives the gate that is built on it.
function aStore() {
  const tables = { scans: new Map(), tallies: new Map(), facts: new Map() };
  return {
    tables,
    isLasting: true,
    put: async (table, rows) => rows.forEach(([key, row]) => tables[table].set(key, structuredClone(row))),
    remove: async (table, keys) => keys.forEach((key) => tables[table].delete(key)),
    all: async (table) => structuredClone(tables[table]),
  };
}

// A server with the list of the day; `away` hangs up.
function aServer({ rows = [row()], at = FROM + 600 } = {}) {
  const server = { away: false, status: 200, at, rows, restored: 0, asked: [], scans: new Map() };
  server.tallies = new Set();
  globalThis.fetch = async (address, { body }) => {
    if (server.away) throw new TypeError("network");
    const message = JSON.parse(body);
    server.asked.push([address, message]);
    if (server.status !== 200) {
      return Response.json({ refused: server.refused }, { status: server.status });
    }
    return Response.json({ now: server.at, ...answers[address](server, message) });
  };
  return server;
}

const answers = {
  "/list": (server, { digests }) => ({
    day: "2026-11-24",
    days: DAYS,
    keys: vectors.keys,
    restored: server.restored,
    shards: digests["0"] === JSON.stringify(server.rows)
      ? {}
      : { 0: { digest: JSON.stringify(server.rows), rows: server.rows } },
  }),
  "/judge": (server, { scan }) => {
    server.scans.set(scan.id, scan);
    const { id } = scan;
    const entered = { id, verdict: "admitted", count: 4, party: 4, used: 4, order: ORDER };
    return { scan: { ...entered, serial: SERIAL, from: FROM, until: UNTIL, last: null } };
  },
  "/hand-over": (server, { scans, tallies }) => {
    for (const scan of scans) server.scans.set(scan.id, scan);
    for (const tally of tallies) server.tallies.add(tally.id);
    return {
      scans: Object.fromEntries(scans.map((scan) => [scan.id, scan.verdict])),
      tallies: tallies.map((tally) => tally.id),
    };
  },
};

function row({ used = 0, state = "v", party = 4 } = {}) {
  return [SERIAL, ORDER, FROM, UNTIL, party, used, state];
}

const gates = [];

async function aGate({ store = aStore(), wall = () => (FROM + 600) * 1000 } = {}) {
  const addresses = { judge: "/judge", list: "/list", handOver: "/hand-over" };
  const gate = new Gate(store, { addresses, wall });
  await gate.begin();
  gates.push(gate);
  return gate;
}

afterEach(() => {
  for (const gate of gates.splice(0)) clearTimeout(gate.timer);
});

test("the server judges while it answers", async () => {
  const server = aServer();
  const gate = await aGate();
  await gate.meet();
  const scan = await gate.scan(FAMILY.code);
  assert.deepEqual([scan.verdict, scan.level, scan.count, gate.waiting()], ["admitted", "server", 4, 0]);
  assert.equal(server.scans.size, 1);
});

test("a ticket comes in once when the network is cut between two scans", async () => {
  const server = aServer();
  const gate = await aGate();
  await gate.meet();
  await gate.scan(FAMILY.code);
  server.away = true;
  const again = await gate.scan(FAMILY.code);
  assert.deepEqual([again.verdict, again.level, gate.level()], ["used", "list", "list"]);
});

test("without network the list judges, by code and by short code, in pieces", async () => {
  const server = aServer();
  const gate = await aGate();
  await gate.meet();
  server.away = true;
  const said = [];
  for (const [code, count] of [[FAMILY.code, 1], [ORDER.toLowerCase(), 2], [FAMILY.code, 2], [FAMILY.code, null], [FAMILY.code, null]]) {
    const scan = await gate.scan(code, { count });
    said.push([scan.verdict, scan.count, scan.level]);
  }
  assert.deepEqual(said, [
    ["admitted", 1, "list"],
    ["admitted", 2, "list"],
    ["too_many", 2, "list"],
    ["admitted", 1, "list"],
    ["used", 1, "list"],
  ]);
});

test("the list says what the signature cannot", async () => {
  for (const [state, verdict] of [["m", "moved"], ["x", "void"], ["u", "unpaid"]]) {
    const server = aServer({ rows: [row({ state })] });
    const gate = await aGate();
    await gate.meet();
    server.away = true;
    assert.equal((await gate.scan(FAMILY.code)).verdict, verdict);
  }
});

test("a ticket sold after the list was fetched is judged by its signature, once", async () => {
  const server = aServer({ rows: [] });
  const gate = await aGate();
  await gate.meet();
  server.away = true;
  const said = [await gate.scan(FAMILY.code), await gate.scan(FAMILY.code)];
  assert.deepEqual(said.map(({ verdict, level }) => [verdict, level]), [
    ["admitted", "signature"],
    ["used", "signature"],
  ]);
});

test("the next day without network, yesterday's list judges nobody", async () => {
  const server = aServer();
  const store = aStore();
  await (await aGate({ store })).meet();
  server.away = true;
  const gate = await aGate({ store, wall: () => (FROM + 86_400) * 1000 });
  assert.equal(gate.level(), "signature");
  const scan = await gate.scan(FAMILY.code);
  assert.deepEqual([scan.verdict, scan.level], ["other_day", "signature"]);
});

test("time windows are kept, and are warnings where the clock is doubted", async () => {
  const server = aServer();
  const store = aStore();
  const gate = await aGate({ store });
  await gate.meet();
  server.away = true;
  gate.clock.wall = () => (FROM - 60) * 1000;
  assert.equal((await gate.scan(FAMILY.code, { count: 1 })).verdict, "too_early");
  gate.clock.wall = () => UNTIL * 1000;
  assert.equal((await gate.scan(FAMILY.code, { count: 1 })).verdict, "too_late");
  await gate.keepClock();
  const woken = await aGate({ store, wall: () => 5000 });
  const scan = await woken.scan(FAMILY.code, { count: 1 });
  assert.deepEqual([scan.verdict, scan.doubt, scan.at], ["admitted", true, 5000]);
  assert.ok(Math.abs(scan.corrected - UNTIL) < 1);
});

test("what is not a ticket is not one without network either", async () => {
  const server = aServer();
  const gate = await aGate();
  await gate.meet();
  server.away = true;
  const forged = FAMILY.code.slice(0, -1) + "0";
  const said = [];
  for (const code of [forged, "HTTPS://EXAMPLE.ORG/IS/NOT/A/TICKET", "008J-4CTV", "KWXG-RZJ7"]) {
    said.push((await gate.scan(code)).verdict);
  }
  assert.deepEqual(said.slice(0, 3), ["forged", "unreadable", "unreadable"]);
  assert.ok(["unknown", "unreadable"].includes(said[3]));
});

test("a reload loses no scan, and all are handed over once the server is back", async () => {
  const server = aServer();
  const store = aStore();
  const first = await aGate({ store });
  await first.meet();
  server.away = true;
  await first.scan(FAMILY.code, { count: 3 });
  await first.count("child", 1);

  const second = await aGate({ store });
  assert.equal(second.waiting(), 2);
  const rest = await second.scan(FAMILY.code);
  assert.deepEqual([rest.verdict, rest.count], ["admitted", 1]);
  assert.equal((await second.scan(FAMILY.code)).verdict, "used");

  server.away = false;
  await second.meet();
  assert.deepEqual([second.waiting(), second.level()], [0, "server"]);
  assert.equal(server.scans.size, 3);
  assert.equal(server.tallies.size, 1);
  const told = [...server.scans.values()].map(({ verdict, count, level }) => [verdict, count, level]);
  assert.deepEqual(told, [
    ["admitted", 3, "list"],
    ["admitted", 1, "list"],
    ["used", 1, "list"],
  ]);
});

test("an answer that does not come is judged here, under the same name", async () => {
  const server = aServer();
  const gate = await aGate();
  await gate.meet();
  const { fetch } = globalThis;
  globalThis.fetch = async (...request) => {
    await fetch(...request);
    throw new TypeError("the answer was lost");
  };
  const scan = await gate.scan(FAMILY.code);
  assert.deepEqual([scan.level, scan.verdict, scan.handed], ["list", "admitted", null]);
  assert.ok(server.scans.has(scan.id));
});

test("an entry is taken back, and another number takes its place", async () => {
  const server = aServer();
  const gate = await aGate();
  await gate.meet();
  server.away = true;
  const entry = await gate.scan(FAMILY.code);
  assert.equal(entry.count, 4);
  const fewer = await gate.takeBack(entry, { count: 3 });
  assert.deepEqual([fewer.verdict, fewer.count, fewer.used], ["admitted", 3, 3]);
  const undone = await gate.takeBack(fewer);
  assert.deepEqual([undone.verdict, undone.count, undone.used], ["annulled", 0, 0]);
  assert.equal((await gate.takeBack(fewer)).verdict, null);
  assert.deepEqual([(await gate.scan(FAMILY.code)).verdict, gate.waiting()], ["admitted", 4]);
});

test("an entry that the list already counts is taken back from its number", async () => {
  const server = aServer();
  const gate = await aGate();
  await gate.meet();
  const entry = await gate.scan(FAMILY.code);
  server.rows = [row({ used: 4 })];
  await gate.meet();
  server.away = true;
  await gate.takeBack(entry);
  const again = await gate.scan(FAMILY.code);
  assert.deepEqual([again.verdict, again.count, again.used], ["admitted", 4, 4]);
});

test("it is too late to take back after five minutes", async () => {
  const server = aServer();
  const gate = await aGate();
  await gate.meet();
  server.away = true;
  const entry = await gate.scan(FAMILY.code);
  gate.clock.wall = () => (FROM + 600 + 301) * 1000;
  assert.equal((await gate.takeBack(entry)).verdict, null);
  assert.equal((await gate.scan(FAMILY.code)).verdict, "used");
});

test("after a backup was put back everything is handed over again", async () => {
  const server = aServer();
  const gate = await aGate();
  await gate.meet();
  await gate.scan(FAMILY.code);
  await gate.count("icom", 1);
  await gate.meet();
  server.scans.clear();
  server.tallies.clear();
  server.restored = 1;
  await gate.meet();
  assert.deepEqual([server.scans.size, server.tallies.size, gate.waiting()], [1, 1, 0]);
  const [scan] = server.scans.values();
  assert.deepEqual([scan.verdict, scan.level, scan.count], ["admitted", "server", 4]);
});

test("a device that dies as it learns of the backup hands over after its next start", async () => {
  const server = aServer();
  const store = aStore();
  const gate = await aGate({ store });
  await gate.meet();
  await gate.scan(FAMILY.code);
  await gate.meet();
  server.scans.clear();
  server.restored = 1;
  const put = store.put;
  store.put = async (table, rows) => {
    server.away ||= table === "scans";
    if (server.away) throw new Error("the battery is empty");
    return put(table, rows);
  };
  await gate.meet();
  Object.assign(store, { put });
  server.away = false;
  const again = await aGate({ store });
  await again.meet();
  assert.deepEqual([server.scans.size, again.waiting()], [1, 0]);
});

test("a withdrawn device forgets its list and its keys, not what it has scanned", async () => {
  const server = aServer();
  const store = aStore();
  const gate = await aGate({ store });
  await gate.meet();
  server.away = true;
  await gate.scan(FAMILY.code);
  Object.assign(server, { away: false, status: 403, refused: "device-revoked" });
  await gate.meet();
  assert.equal(gate.standing, "device-revoked");
  assert.deepEqual([gate.knows.keys, gate.list.bySerial.size, gate.waiting()], [{}, 0, 1]);
  assert.ok(![...store.tables.facts.keys()].some((key) => key.startsWith("shard:")));
});

test("a full disk keeps nobody outside, and is said", async () => {
  const server = aServer();
  const store = aStore();
  const gate = await aGate({ store });
  await gate.meet();
  server.away = true;
  store.put = async () => {
    throw new Error("QuotaExceededError");
  };
  const { error } = console;
  console.error = () => {};
  const scan = await gate.scan(FAMILY.code);
  console.error = error;
  assert.deepEqual([scan.verdict, store.isLasting], ["admitted", false]);
});

test("a clock three hours ahead is told with every scan", async () => {
  const server = aServer();
  const gate = await aGate({ wall: () => (FROM + 600 + 10_800) * 1000 });
  await gate.meet();
  server.away = true;
  const scan = await gate.scan(FAMILY.code);
  assert.deepEqual([scan.verdict, scan.doubt], ["admitted", true]);
  assert.ok(Math.abs(scan.offset - 10_800) < 1);
  assert.ok(Math.abs(scan.corrected - FROM - 600) < 1);
});
