// Asking the server: an answer, a refusal with words, or nobody there.

export class Away extends Error {}

// The device is not (or no longer) one of the house's: "device-revoked" or "device-unknown".
export class NotOurs extends Error {}

// The server understood and does not do it; the message is a sentence for a person.
export class Refused extends Error {}

// Posts a message and gives the answer, with when it was sent and got (performance.now()).
export async function ask(address, message, { patience }) {
  const sentAt = performance.now();
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), patience);
  let response, body;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: over.signal,
    });
    body = await response.json();
  } catch {
    throw new Away(address);
  } finally {
    clearTimeout(timer);
  }
  if (response.status === 401 || response.status === 403) throw new NotOurs(body.refused ?? "");
  if (response.status === 409) throw new Refused(body.words ?? "");
  if (!response.ok) throw new Away(`${response.status}`);
  return { body, sentAt, gotAt: performance.now() };
}
