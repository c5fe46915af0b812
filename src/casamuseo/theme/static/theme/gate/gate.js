// The gate itself, without a screen: judges codes at the best level there is, loses no scan, and hands
// them over when the server is back.

import { GateClock } from "./clock.js";
import { readTicket } from "./codes.js";
import { uuid7 } from "./ids.js";
import { dayOf, judge } from "./judge.js";
import { Away, NotOurs, Refused, ask } from "./link.js";

const PATIENCE = 1500; // milliseconds for a verdict of the server
const LONG_PATIENCE = 10_000; // for the list and for handing over
const BATCH = 40; // the server answers others in between
const UNDO = 5 * 60; // seconds
const KEPT = 7 * 24 * 3600; // seconds for which a scan that was handed over is kept
const AWAY = 5000;
const USUAL = 30_000;

export class Gate {
  constructor(store, { addresses, changed = () => {}, wall = () => Date.now() }) {
    this.store = store;
    this.wall = wall;
    this.addresses = addresses;
    this.changed = changed;
    this.boot = uuid7(wall());
    this.sequence = 0;
    this.round = 0; // how often the list was asked for
    this.isReached = false;
    this.standing = ""; // "device-revoked" or "device-unknown" where the server says so
    this.scans = new Map();
    this.tallies = new Map();
    this.bySerial = new Map();
    this.turn = Promise.resolve();
    this.timer = null;
  }

  async begin() {
    const [facts, scans, tallies] = await Promise.all([
      this.store.all("facts"),
      this.store.all("scans"),
      this.store.all("tallies"),
    ]);
    this.clock = new GateClock(facts.get("clock") ?? null, { wall: this.wall });
    this.knows = facts.get("knows") ?? { day: null, days: [], keys: {}, restored: null };
    this.round = facts.get("round") ?? 0;
    this.listed = facts.get("listed") ?? 0;
    this.shards = new Map();
    for (const [key, value] of facts) {
      if (key.startsWith("shard:")) this.shards.set(key.slice(6), value);
    }
    this.rebuild();
    for (const scan of scans.values()) this.remember(scan);
    this.tallies = tallies;
    await this.forgetOld();
  }

  // Warm the arithmetic of signatures: the first one is several times slower than the rest.
  warm() {
    try {
      readTicket("0".repeat(126), this.knows.keys);
      const key = Object.keys(this.knows.keys)[0];
      if (key) judgeNothing(Number(key), this.knows.keys);
    } catch {
      // Nothing is asked of it.
    }
  }

  // Which level judges the next code.
  level() {
    return this.isReached && this.waiting() === 0 && !this.standing ? "server" : this.levelAlone();
  }

  levelAlone() {
    return this.knows.day !== null && this.knows.day === this.today() ? "list" : "signature";
  }

  waiting() {
    let count = 0;
    for (const scan of this.scans.values()) if (scan.handed === null) count += 1;
    for (const tally of this.tallies.values()) if (tally.handed === null) count += 1;
    return count;
  }

  // Scans are judged one after the other, in the order in which they came.
  scan(code, { count = null, annuls = null } = {}) {
    const judged = this.turn.then(() => this.judged(code, { count, annuls }));
    this.turn = judged.catch(() => {});
    return judged;
  }

  // Takes an entry back; with a count, so many of its party have come in instead.
  takeBack(scan, { count = 0 } = {}) {
    return this.scan(scan.code, { count, annuls: scan });
  }

  canTakeBack(scan) {
    return (
      scan !== null &&
      scan.verdict === "admitted" &&
      !scan.annulled &&
      scan.count > 0 &&
      this.clock.now() - scan.corrected < UNDO
    );
  }

  async count(category, quantity) {
    const tally = { id: uuid7(this.clock.now() * 1000), category, quantity, ...this.moment() };
    tally.handed = null;
    this.tallies.set(tally.id, tally);
    await this.keep("tallies", [tally]);
    this.changed();
    this.handSoon();
  }

  // How many of a category this device has counted on this day of the house.
  counted(category) {
    let sum = 0;
    const begins = this.knows.days[dayOf(this.clock.now(), this.knows.days)]?.[0] ?? 0;
    for (const tally of this.tallies.values()) {
      const at = tally.at / 1000 - (tally.offset ?? 0);
      if (tally.category === category && at >= begins) sum += tally.quantity;
    }
    return sum;
  }

  // Begins to ask for the list and to hand over, for as long as the page is open.
  run() {
    addEventListener("online", () => this.soon(0));
    this.soon(0);
    setInterval(() => void this.keepClock(), 10_000);
  }

  soon(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.meet(), milliseconds);
  }

  // While the server is away, the next try is set already.
  handSoon() {
    if (this.isReached) this.soon(0);
  }

  // Meets the server once: the list first, then what waits.
  async meet() {
    this.isMeeting ??= this.met().finally(() => (this.isMeeting = null));
    await this.isMeeting;
    this.soon(this.isReached ? USUAL : AWAY);
  }

  async met() {
    try {
      await this.fetchList();
      if (this.waiting() > 0) {
        while (this.waiting() > 0) await this.handOver();
        // The list then counts what was handed over, and the server hears that nothing waits any more.
        await this.fetchList();
      }
      this.reached(true);
    } catch (problem) {
      await this.failed(problem);
    }
  }

  async judged(code, { count, annuls }) {
    const scan = {
      id: uuid7(this.clock.now() * 1000),
      sequence: (this.sequence += 1),
      ...this.moment(),
      code,
      annuls: annuls?.id ?? null,
      annulled: false,
      handed: null,
    };
    if (annuls && !this.canTakeBack(annuls)) return { ...scan, verdict: null };
    const answer = (await this.askedServer(scan, count)) ?? this.judgedAlone(scan, { count, annuls });
    if (answer.refused !== undefined) return { ...scan, verdict: null, words: answer.refused };
    Object.assign(scan, answer);
    const rows = [scan];
    if (annuls) {
      annuls.annulled = true;
      rows.push(annuls);
    }
    this.remember(scan);
    // On the disk before it is shown: after a power cut nobody comes in twice.
    await this.keep("scans", rows);
    this.changed();
    if (scan.handed === null) this.handSoon();
    return scan;
  }

  // The server's verdict, or null where it does not answer in time.
  async askedServer(scan, count) {
    if (this.level() !== "server") return null;
    const message = { ...this.status(), scan: { ...told(scan), level: "server", count } };
    try {
      const { body, ...times } = await ask(this.addresses.judge, message, { patience: PATIENCE });
      this.clock.hear(body.now, times);
      const { verdict, count: counted, party, used, from, until, order, last, serial } = body.scan;
      const kept = { verdict, count: counted, party, used, from, until, order, last, serial };
      return { ...kept, level: "server", doubt: false, handed: this.round };
    } catch (problem) {
      if (problem instanceof Refused) return { refused: problem.message };
      await this.failed(problem);
      this.soon(AWAY);
      return null;
    }
  }

  judgedAlone(scan, { count, annuls }) {
    const level = this.levelAlone();
    const doubt = this.clock.doubt();
    if (annuls && count === 0) {
      const { party, from, until, order, serial } = annuls;
      const used = annuls.used - annuls.count;
      const undone = { verdict: "annulled", count: 0, party, used, from, until, order, serial };
      return { ...undone, level, doubt, last: null };
    }
    const judgement = judge(scan.code, {
      list: this.list,
      keys: this.knows.keys,
      used: (serial) => this.usedHere(serial, annuls),
      at: this.clock.now(),
      days: this.knows.days,
      today: this.today(),
      doubt,
      count,
    });
    return { ...judgement, doubt };
  }

  // Who came in with a ticket on this device and is not in the list's number yet.
  usedHere(serial, except) {
    let count = 0;
    let last = null;
    for (const scan of this.bySerial.get(serial) ?? []) {
      if (scan.verdict !== "admitted" || scan.annulled || scan === except) {
        // What was taken back since the list was fetched is still in its number.
        if (scan.verdict === "admitted" && this.isListed(scan) && !this.isUndoneInList(scan)) {
          count -= scan.count;
        }
        continue;
      }
      last = Math.max(last ?? 0, scan.corrected);
      if (!this.isListed(scan)) count += scan.count;
    }
    return { count, last };
  }

  isListed(scan) {
    return scan.handed !== null && scan.handed < this.listed;
  }

  isUndoneInList(scan) {
    for (const other of this.bySerial.get(scan.serial) ?? []) {
      if (other.annuls === scan.id) return this.isListed(other);
    }
    return false;
  }

  async fetchList() {
    const round = (this.round += 1);
    const digests = {};
    for (const [name, shard] of this.shards) digests[name] = shard.digest;
    const message = { ...this.status(), digests };
    const { body, ...times } = await ask(this.addresses.list, message, { patience: LONG_PATIENCE });
    this.clock.hear(body.now, times);
    const { day, days, keys, restored } = body;
    const isRestored = this.knows.restored !== null && this.knows.restored !== restored;
    // Before the new number is kept: a battery that dies in between must not lose it.
    if (isRestored) await this.handAllOverAgain();
    this.standing = "";
    this.knows = { day, days, keys, restored };
    this.listed = round;
    const gone = [];
    const kept = [];
    for (const [name, shard] of Object.entries(body.shards)) {
      if (shard === null) {
        this.shards.delete(name);
        gone.push(`shard:${name}`);
      } else {
        this.shards.set(name, shard);
        kept.push([`shard:${name}`, shard]);
      }
    }
    if (gone.length || kept.length) this.rebuild();
    await this.store.remove("facts", gone);
    await this.store.put("facts", [
      ...kept,
      ["knows", this.knows],
      ["round", this.round],
      ["listed", this.listed],
      ["clock", this.clock.marks()],
    ]);
  }

  // What came in after the backup was made is gone from the server: it is handed over once more.
  async handAllOverAgain() {
    for (const scan of this.scans.values()) scan.handed = null;
    for (const tally of this.tallies.values()) tally.handed = null;
    await this.keep("scans", [...this.scans.values()]);
    await this.keep("tallies", [...this.tallies.values()]);
  }

  async handOver() {
    const scans = [...this.scans.values()].filter((scan) => scan.handed === null).slice(0, BATCH);
    const tallies = [...this.tallies.values()]
      .filter((tally) => tally.handed === null)
      .slice(0, BATCH);
    for (const one of [...scans, ...tallies]) this.correct(one);
    const message = { ...this.status(), scans: scans.map(told), tallies };
    const { body, ...times } = await ask(this.addresses.handOver, message, {
      patience: LONG_PATIENCE,
    });
    this.clock.hear(body.now, times);
    for (const scan of scans) if (scan.id in body.scans) scan.handed = this.round;
    for (const tally of tallies) if (body.tallies.includes(tally.id)) tally.handed = this.round;
    await this.keep("scans", scans);
    await this.keep("tallies", tallies);
    const isAnyKept = [...scans, ...tallies].some((one) => one.handed !== null);
    if (!isAnyKept) throw new Away("nothing was kept");
    this.changed();
  }

  // What happened before the server was first heard, in this same run of the page: now its time is known.
  correct(one) {
    if (one.boot !== this.boot || (one.offset !== null && !one.guessed)) return;
    one.offset = this.clock.offsetNow();
    one.guessed = false;
  }

  async failed(problem) {
    if (problem instanceof NotOurs) {
      this.standing = problem.message || "device-unknown";
      if (this.standing === "device-revoked") await this.forgetList();
    } else if (!(problem instanceof Away) && !(problem instanceof Refused)) {
      console.error(problem);
    }
    this.reached(false);
  }

  reached(isReached) {
    this.isReached = isReached;
    this.changed();
  }

  // A withdrawn device keeps nothing of the house but what it has not handed over.
  async forgetList() {
    const names = [...this.shards.keys()].map((name) => `shard:${name}`);
    this.shards.clear();
    this.knows = { day: null, days: [], keys: {}, restored: null };
    this.rebuild();
    await this.store.remove("facts", [...names, "knows"]);
  }

  async forgetOld() {
    const oldest = this.wall() - KEPT * 1000;
    for (const [name, table] of [
      ["scans", this.scans],
      ["tallies", this.tallies],
    ]) {
      const gone = [...table.values()].filter((one) => one.handed !== null && one.at < oldest);
      for (const one of gone) table.delete(one.id);
      if (gone.length) {
        await this.store.remove(
          name,
          gone.map((one) => one.id),
        );
      }
    }
  }

  // Whoever stands at the door is let in also where the disk is full; the screen then says so.
  async keep(table, rows) {
    try {
      await this.store.put(
        table,
        rows.map((row) => [row.id, row]),
      );
    } catch (problem) {
      console.error(problem);
      this.store.isLasting = false;
    }
  }

  async keepClock() {
    await this.store.put("facts", [["clock", this.clock.marks()]]);
  }

  remember(scan) {
    this.scans.set(scan.id, scan);
    if (!scan.serial) return;
    const known = this.bySerial.get(scan.serial);
    if (known) known.push(scan);
    else this.bySerial.set(scan.serial, [scan]);
  }

  rebuild() {
    const list = { day: this.knows.day, bySerial: new Map(), byOrder: new Map() };
    for (const shard of this.shards.values()) {
      for (const row of shard.rows) {
        list.bySerial.set(row[0], row);
        const other = list.byOrder.get(row[1]);
        // An order that was moved has more than one ticket: the one that is good is meant.
        if (!other || other[6] === "m" || other[6] === "x") list.byOrder.set(row[1], row);
      }
    }
    this.list = list;
  }

  today() {
    const { day, days } = this.knows;
    const place = dayOf(this.clock.now(), days);
    if (place <= 0) return place === 0 ? day : null;
    return null; // the list is of another day
  }

  moment() {
    return {
      boot: this.boot,
      at: this.clock.wall(),
      offset: this.clock.offsetNow(),
      corrected: this.clock.now(),
      guessed: this.clock.wentBack,
    };
  }

  status() {
    // Who reads this is the server: if nothing waits, it judges from now on.
    const waiting = this.waiting();
    const level = waiting === 0 ? "server" : this.levelAlone();
    return { level, waiting, offset: this.clock.offsetNow() };
  }
}

// What the server is told of a scan.
function told(scan) {
  const { id, boot, sequence, at, code, offset, annuls } = scan;
  const { level = "server", verdict = null, count = null, doubt = false } = scan;
  return { id, boot, sequence, at, code, offset, annuls, level, verdict, count, doubt };
}

function judgeNothing(number, keys) {
  // Version 1, this key, and a signature of zeros, in Base45: read in full, and refused.
  const pair = 256 + number;
  const first = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const begin = first[pair % 45] + first[Math.floor(pair / 45) % 45] + "0";
  readTicket(begin + "0".repeat(123), keys);
}
