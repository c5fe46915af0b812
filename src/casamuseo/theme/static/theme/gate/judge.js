// What a device says of a code by itself: by the day's list, or by the signature alone.

import { BadCode, parseShortCode, readTicket } from "./codes.js";

const LONGEST_TYPED = 24;
const PROBLEMS = { "bad-signature": "forged", "unknown-key": "unknown" };

// `list` has `day`, `bySerial` and `byOrder`; `used` says how many have come in with a serial on this
// device that the list does not know of, and when the last did; `at` is in Unix seconds; `days` are the
// house's days as [begins, offset from UTC]; `doubt` turns time windows into warnings.
export function judge(code, { list, keys, used, at, days, today, doubt, count = null }) {
  const isCurrent = list.day !== null && list.day === today;
  const found = find(code, isCurrent ? list : null, keys);
  const level = isCurrent && !found.bySignature ? "list" : "signature";
  if (found.problem) return { verdict: found.problem, count: count || 1, level, ...NOTHING };

  const own = used(found.serial);
  const entered = found.used + own.count;
  const entering = count || Math.max(found.party - entered, 1);
  const verdict = verdictOf(found, { entered, count, at, days, doubt });
  const enters = verdict === "admitted" ? entering : 0;
  return {
    verdict,
    count: entering,
    level,
    serial: found.serial,
    order: found.order,
    party: found.party,
    used: entered + enters,
    from: found.from,
    until: found.until,
    last: own.last,
  };
}

const NOTHING = {
  serial: null,
  order: "",
  party: null,
  used: 0,
  from: null,
  until: null,
  last: null,
};

function verdictOf(ticket, { entered, count, at, days, doubt }) {
  if (ticket.state === "m") return "moved";
  if (ticket.state === "x") return "void";
  if (!doubt && !isOfToday(ticket, at, days)) return "other_day";
  if (entered >= ticket.party) return "used";
  if (!doubt && at < ticket.from) return "too_early";
  if (!doubt && at >= ticket.until) return "too_late";
  if (ticket.state === "u") return "unpaid";
  if (count !== null && entered + count > ticket.party) return "too_many";
  return "admitted";
}

function find(code, list, keys) {
  if (code.length <= LONGEST_TYPED) return findOrder(code, list);
  let claims;
  try {
    claims = readTicket(code, keys);
  } catch (problem) {
    if (!(problem instanceof BadCode)) throw problem;
    return { problem: PROBLEMS[problem.message] ?? "unreadable" };
  }
  const row = list?.bySerial.get(claims.serial);
  // Sold since the list was fetched, or for another day: the signature speaks for it.
  return row ? ofRow(row) : { ...claims, bySignature: true, order: "", used: 0, state: "v" };
}

function findOrder(typed, list) {
  const order = parseShortCode(typed);
  if (order === null) return { problem: "unreadable" };
  const row = list?.byOrder.get(order);
  return row ? ofRow(row) : { problem: "unknown", bySignature: list === null };
}

function ofRow([serial, order, from, until, party, used, state]) {
  return { serial, order, from, until, party, used, state };
}

// The place of a moment among the house's days; -1 before the first and on whatever is not told of.
export function dayOf(at, days) {
  for (let place = days.length - 2; place >= 0; place -= 1) {
    if (at >= days[place][0]) return at < days[place + 1][0] ? place : -1;
  }
  return -1;
}

function isOfToday(ticket, at, days) {
  const today = dayOf(at, days);
  // Without the house's days, within its window is all that can be asked of a ticket.
  if (today < 0) return at >= ticket.from && at < ticket.until;
  return ticket.from < days[today + 1][0] && ticket.until > days[today][0];
}
