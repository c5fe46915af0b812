"""What the clerk has rung up so far: the till's form, read without a database, and priced."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.ordering import Contact
from casamuseo.visit.actions.selling import Sale, Tender, session_asked
from casamuseo.visit.errors import BadVoucher
from casamuseo.visit.models import Price, ProgrammeSession, Voucher
from casamuseo.visit.money import cents
from casamuseo.visit.pricing import Asked, PriceList, find_voucher, lowered
from casamuseo.visit.rules import price_list, the_house
from casamuseo.visit.terms import PaymentMethod, Residency

MOST = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of the till: a category, for residents or others where that matters; or a session."""

    category: str
    """The key under which it is asked for and sold."""
    name: Text
    residency: Residency | None
    unit_cents: int
    reason: Text
    proof: Text
    is_demonstration: bool
    shortcut: str

    @property
    def key(self) -> str:
        return f"{self.category}.{self.residency}" if self.residency else self.category


@dataclass(slots=True)
class Slip:
    """The visitors, their time and what else was said, before the sale."""

    request_key: str
    counts: dict[str, int] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    day: date | None = None
    """The day of the visit; None for today."""
    slot: datetime | None = None
    session: ProgrammeSession | None = None
    """What of the programme is rung up; None for a visit to the house."""
    voucher: str = ""
    language: str = ""
    origin: str = ""
    total_cents: int | None = None
    """The total that the clerk saw."""

    @property
    def party(self) -> int:
        return sum(self.counts.values())

    def add(self, key: str, more: int) -> None:
        """One more or fewer of a choice, never fewer than none."""
        self.counts[key] = min(MOST, max(0, self.counts.get(key, 0) + more))

    def sale(self, choices: list[Choice], tender: Tender) -> Sale:
        """What is to be sold."""
        asked = [
            Asked(
                one.category,
                self.counts[one.key],
                one.residency,
                proof_was_seen=one.key in self.seen,
            )
            for one in choices
            if self.counts.get(one.key)
        ]
        contact = Contact(language=self.language, origin=self.origin)
        return Sale(
            asked=asked,
            day=self.day,
            slot=None if self.session else self.slot,
            session=self.session,
            tender=tender,
            contact=contact,
            voucher_code=self.voucher,
            expected_cents=self.total_cents,
        )


def new_key() -> str:
    """The name of one sale: whoever sends it twice has sold once."""
    return secrets.token_urlsafe(16)


def slip_of(
    posted: Mapping[str, str],
    choices: list[Choice],
    *,
    day: date | None = None,
    session: ProgrammeSession | None = None,
) -> Slip:
    """The form as it came, with everything that makes no sense left out."""
    languages = the_house().languages
    language = posted.get("language", "")
    return Slip(
        request_key=posted.get("request_key", "")[:60] or new_key(),
        counts={one.key: _count(posted.get(f"n-{one.key}", "")) for one in choices},
        seen=frozenset(one.key for one in choices if posted.get(f"seen-{one.key}")),
        day=day,
        slot=_moment(posted.get("slot", "")),
        session=session,
        voucher=posted.get("voucher", "").strip()[:40],
        language=language if language in languages else languages[0],
        origin=posted.get("origin", "")[:40],
        total_cents=cents_posted(posted, "total"),
    )


def choices_on(day: date, *, voucher: Voucher | None = None) -> list[Choice]:
    """The buttons of a day. A category is there twice where residents pay another price."""
    prices = price_list()
    choices: list[Choice] = []
    for price in prices.prices.values():
        for residency in _residencies(prices, price, day):
            quote = prices.quote(price.key, day=day, residency=residency)
            number = len(choices) + 1
            choices.append(
                Choice(
                    price.key,
                    price.category,
                    residency,
                    lowered(quote.unit_cents, voucher),
                    quote.reason,
                    quote.proof,
                    is_demonstration=quote.is_demonstration,
                    shortcut=str(number) if number < 10 else "",
                )
            )
    return choices


def choice_of_session(session: ProgrammeSession, *, voucher: Voucher | None = None) -> Choice:
    """The one button of a session: a place."""
    programme = session.programme
    return Choice(
        session_asked(session, visitors=0).category,
        programme.title,
        residency=None,
        unit_cents=lowered(cents(programme.amount), voucher),
        reason=Text(),
        proof=Text(),
        is_demonstration=programme.is_demonstration,
        shortcut="1",
    )


def voucher_on(day: date, words: str) -> Voucher | None:
    """The voucher that was typed, where it lowers a price on this day."""
    try:
        return find_voucher(words, day=day) if words else None
    except BadVoucher:
        return None


def tender_of(posted: Mapping[str, str]) -> Tender:
    """How the visitor pays, by the button that was pressed. Raises ValueError for no amount at all."""
    way = posted.get("pay", "exact")
    if way == "terminal":
        return Tender(PaymentMethod.TERMINAL, reference=posted.get("reference", "")[:60])
    if way == "exact":
        return Tender()
    words = posted.get("given", "") if way == "given" else f"{int(way) / 100}"
    return Tender(tendered_cents=amount_in_cents(words))


def amount_in_cents(words: str) -> int:
    """An amount as a person types it: 80, 80.5, 1,200.00 or 80,50. Raises ValueError."""
    plain = words.strip().replace(" ", "").replace("$", "")
    head, dot, tail = plain.rpartition(",")
    plain = f"{head}.{tail}" if dot and len(tail) in (1, 2) and "." not in plain else plain
    try:
        amount = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        raise ValueError(words) from None
    if not amount.is_finite() or not 0 <= amount < 10_000_000:
        raise ValueError(words)
    return cents(amount)


def _residencies(prices: PriceList, price: Price, day: date) -> tuple[Residency | None, ...]:
    if not prices.asks_residency_on(day):
        return (None,)
    quotes = {
        residency: prices.quote(price.key, day=day, residency=residency).unit_cents
        for residency in (Residency.RESIDENT, Residency.ABROAD)
    }
    same = len(set(quotes.values())) == 1
    return (None,) if same else tuple(quotes)


def _count(words: str) -> int:
    return min(MOST, int(words)) if words.strip().isdecimal() else 0


def cents_posted(posted: Mapping[str, str], name: str) -> int | None:
    """An amount that the page itself wrote into a field; None where it makes no sense."""
    words = posted.get(name, "")
    return int(words) if words.isdecimal() and len(words) < 12 else None


def _moment(words: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
