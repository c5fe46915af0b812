// The signed code of a ticket and the short code of an order, read as docs/algorithms/ticket-code.md says.
// The signature is checked by @noble/ed25519, which also works on plain HTTP, where browsers hide their own.

import * as ed from "../../built/noble/ed25519.js";
import { sha512 } from "../../built/noble/sha2.js";

ed.hashes.sha512 = sha512;

const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const EPOCH = Date.UTC(2026, 0, 1) / 1000;
const PAYLOAD = 20;
const WHOLE = 84;

// Why a code is refused: malformed, unknown-version, unknown-key or bad-signature.
export class BadCode extends Error {}

// What a code says, once its signature holds. `keys` maps a key's number to its 64 hexadecimal letters.
export function readTicket(code, keys) {
  const bytes = fromBase45(code);
  if (bytes === null || bytes.length !== WHOLE) throw new BadCode("malformed");
  if (bytes[0] !== 1) throw new BadCode("unknown-version");
  const key = keys[bytes[1]];
  if (!key) throw new BadCode("unknown-key");
  const payload = bytes.subarray(0, PAYLOAD);
  if (!holds(bytes.subarray(PAYLOAD), payload, fromHex(key))) throw new BadCode("bad-signature");
  return {
    serial: hex(bytes.subarray(2, 12)),
    from: EPOCH + 60 * three(bytes, 12),
    until: EPOCH + 60 * three(bytes, 15),
    party: bytes[18],
    product: bytes[19],
  };
}

// The short code that was meant, as KWXG-RZJ7; null for what cannot be one.
export function parseShortCode(typed) {
  const letters = typed
    .toUpperCase()
    .replace(/[\s\-‐‑–—]/gu, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  if (letters.length !== 8) return null;
  const values = [...letters].map((letter) => CROCKFORD.indexOf(letter));
  if (values.includes(-1)) return null;
  const check = values.slice(0, 7).reduce((sum, value, place) => sum ^ timesAlpha(value, place + 1), 0);
  return check === values[7] ? `${letters.slice(0, 4)}-${letters.slice(4)}` : null;
}

function timesAlpha(value, power) {
  for (let step = 0; step < power; step += 1) {
    value <<= 1;
    if (value & 32) value ^= 0b100101;
  }
  return value;
}

function fromBase45(text) {
  if (text.length % 3 === 1) return null;
  const bytes = [];
  for (let start = 0; start < text.length; start += 3) {
    const group = text.slice(start, start + 3);
    let number = 0;
    for (let place = group.length - 1; place >= 0; place -= 1) {
      const value = BASE45.indexOf(group[place]);
      if (value < 0) return null;
      number = number * 45 + value;
    }
    if (number >= 256 ** (group.length - 1)) return null;
    if (group.length === 3) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}

function holds(signature, payload, key) {
  try {
    return ed.verify(signature, payload, key, { zip215: false });
  } catch {
    return false; // what is no point of the curve is no signature either
  }
}

function three(bytes, at) {
  return bytes[at] * 65536 + bytes[at + 1] * 256 + bytes[at + 2];
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(letters) {
  return Uint8Array.from(letters.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
