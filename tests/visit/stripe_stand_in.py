"""A stand-in for Stripe: as much of its HTTP interface as we use, its page to pay at, its failures.

It runs in a thread at a local port and speaks the shapes of Stripe's API reference (Checkout
sessions, refunds, signed webhooks), so that the official SDK itself is what the tests use.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SECRET = "whsec_stand_in"
Answer = tuple[int, dict[str, Any]]


@dataclass
class StripeStandIn:
    """What Stripe would know, and how it should misbehave."""

    address: str = ""
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    disputed: dict[str, str] = field(default_factory=dict)
    """Payment intents whose card's owner has complained, and how that stands at Stripe."""
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Method, path and parameters of every call."""
    keys: dict[str, tuple[dict[str, str], dict[str, Any]]] = field(default_factory=dict)
    trouble: str = ""
    """"" for none; "500", "slow", "refuses", or "loses-answer": done, and nobody hears of it."""
    refund_status: str = "succeeded"
    moment: float = 0.0
    """What Stripe's clock says; 0 for the real one."""

    @property
    def calls(self) -> list[str]:
        return [f"{method} {path}" for method, path, _ in self.asked]

    def pay(self, ref: str) -> None:
        """The visitor pays."""
        session = self.sessions[ref]
        intent = f"pi_{ref[3:]}"
        session.update(status="complete", payment_status="paid", payment_intent=intent)

    def expire(self, ref: str) -> None:
        self.sessions[ref].update(status="expired")

    def event(self, kind: str, about: dict[str, Any]) -> bytes:
        """The body of a webhook."""
        shape = {"id": "evt_1", "object": "event", "type": kind, "data": {"object": about}}
        return json.dumps(shape).encode()

    def signature(self, body: bytes, *, secret: str = SECRET, at: float | None = None) -> str:
        """The header Stripe-Signature."""
        moment = int(time.time() if at is None else at)
        signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
        return f"t={moment},v1={signed.hexdigest()}"

    def answer(self, method: str, path: str, given: dict[str, str], key: str) -> Answer:
        """What the interface answers."""
        self.asked.append((method, path, given))
        if self.trouble == "slow":
            time.sleep(0.6)
        if self.trouble == "500":
            return 500, _error("api_error", "Something went wrong on Stripe's end.")
        if self.trouble == "refuses":
            return 400, _error("invalid_request_error", "This is not allowed.")
        if key and key in self.keys:
            before, said = self.keys[key]
            if before != given:
                return 400, _error("idempotency_error", "Keys can only be used again unchanged.")
            return 200, said
        status, said = self._answer(method, path, given)
        if key and status == 200:
            self.keys[key] = (given, said)
        if self.trouble == "loses-answer":
            self.trouble = ""
            return 500, _error("api_error", "Nobody hears that it was done.")
        return status, said

    def _answer(self, method: str, path: str, given: dict[str, str]) -> Answer:
        parts = path.strip("/").split("/")[1:]
        if parts[:2] == ["checkout", "sessions"]:
            return self._of_sessions(method, parts[2:], given)
        if parts == ["refunds"]:
            return self._of_refunds(method, given)
        if parts == ["disputes"]:
            intent = given["payment_intent"]
            found = [{"id": "dp_1", "object": "dispute", "status": self.disputed[intent]}]
            return 200, _list("/v1/disputes", found)
        return 404, _error("invalid_request_error", f"Unrecognized request URL ({path}).")

    def _of_sessions(self, method: str, parts: list[str], given: dict[str, str]) -> Answer:
        if method == "POST" and not parts:
            return self._new_session(given)
        if not parts:
            of = given.get("payment_intent")
            found = [one for one in self.sessions.values() if one["payment_intent"] == of]
            return 200, _list("/v1/checkout/sessions", found)
        session = self.sessions.get(parts[0])
        if session is None:
            return 404, _error("invalid_request_error", f"No such checkout.session: {parts[0]}")
        if parts[1:] == ["expire"]:
            if session["status"] != "open":
                return 400, _error("invalid_request_error", "Only open sessions can be expired.")
            session["status"] = "expired"
        return 200, self._expanded(session) if "expand[0]" in given else session

    def _expanded(self, session: dict[str, Any]) -> dict[str, Any]:
        intent = session["payment_intent"]
        if intent is None:
            return session
        charge = {"id": "ch_1", "object": "charge", "disputed": intent in self.disputed}
        shape = {"id": intent, "object": "payment_intent", "latest_charge": charge}
        return {**session, "payment_intent": shape}

    def _new_session(self, given: dict[str, str]) -> Answer:
        now = self.moment or time.time()
        if int(given["expires_at"]) < now + 30 * 60:
            return 400, _error("invalid_request_error", "`expires_at` is too soon.")
        ref = f"cs_test_{len(self.sessions) + 1}"
        price = "line_items[0][price_data]"
        self.sessions[ref] = {
            "id": ref,
            "object": "checkout.session",
            "url": f"{self.address}/pay/{ref}",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "amount_total": int(given[f"{price}[unit_amount]"]),
            "currency": given[f"{price}[currency]"],
            "metadata": {"order": given["metadata[order]"]},
            "success_url": given["success_url"],
            "cancel_url": given["cancel_url"],
            "locale": given["locale"],
            "name": given[f"{price}[product_data][name]"],
        }
        return 200, self.sessions[ref]

    def _of_refunds(self, method: str, given: dict[str, str]) -> Answer:
        if method == "GET":
            of = given.get("payment_intent")
            found = [one for one in self.refunds.values() if one["payment_intent"] == of]
            return 200, _list("/v1/refunds", found)
        ref = f"re_{len(self.refunds) + 1}"
        self.refunds[ref] = {
            "id": ref,
            "object": "refund",
            "amount": int(given["amount"]),
            "payment_intent": given["payment_intent"],
            "status": self.refund_status,
            "metadata": {"refund": given["metadata[refund]"]},
        }
        return 200, self.refunds[ref]

    def page(self, path: str) -> tuple[int, str, str]:
        """Stripe's own page: status, HTML, and where to go instead. /pay/REF, /pay/REF/paid, …/back."""
        _, ref, *did = path.strip("/").split("/")
        session = self.sessions[ref]
        if did == ["paid"]:
            self.pay(ref)
            return 303, "", session["success_url"]
        if did == ["back"]:
            return 303, "", session["cancel_url"]
        html = (
            f"<!doctype html><title>Stripe</title><h1>{session['name']}</h1>"
            f"<a href='/pay/{ref}/paid'>Pay {session['amount_total']}</a>"
            f"<a href='/pay/{ref}/back'>Back</a>"
        )
        return 200, html, ""


@contextmanager
def stand_in() -> Iterator[StripeStandIn]:
    """A running stand-in at a free local port."""
    stripe = StripeStandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path.startswith("/pay/"):
                status, html, onward = stripe.page(parts.path)
                self._send(status, html.encode(), "text/html; charset=utf-8", onward=onward)
                return
            self._answer("GET", dict(parse_qsl(parts.query)))

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._answer("POST", dict(parse_qsl(self.rfile.read(length).decode())))

        def _answer(self, method: str, given: dict[str, str]) -> None:
            key = self.headers.get("Idempotency-Key", "") if method == "POST" else ""
            status, shape = stripe.answer(method, urlsplit(self.path).path, given, key)
            self._send(status, json.dumps(shape).encode(), "application/json")

        def _send(self, status: int, body: bytes, kind: str, *, onward: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if onward:
                self.send_header("Location", onward)
            self.end_headers()
            with suppress(OSError):  # who asked has given up
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stripe.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stripe
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _error(kind: str, words: str) -> dict[str, Any]:
    return {"error": {"type": kind, "message": words}}


def _list(url: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"object": "list", "url": url, "has_more": False, "data": found}
