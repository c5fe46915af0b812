"""A year of full days, 100,000 tickets: today board, availability and reports, each with its target.

    python -m benchmarks.year [--days 334] [--per-day 300] [--rounds 7] [--keep FOLDER] [--json FILE]

Everything is written into an installation of its own under a temporary folder, or under the one to keep,
which is measured as it is the next time; where DATABASE_URL names a PostgreSQL database, into that one,
which should be empty. A row is a whole page as the desk gives it out, or one function where it says so.
The first time is the one after the process started; what it remembers afterwards makes the others
shorter. Where the machine is busy, look at the processor time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

KEPT = sys.argv[sys.argv.index("--keep") + 1] if "--keep" in sys.argv else ""
HOME = tempfile.TemporaryDirectory(prefix="casamuseo-year-")
os.environ["CASAMUSEO_HOME"] = KEPT or HOME.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casamuseo.settings.base")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import override_settings  # noqa: E402

from casamuseo.kernel import clock  # noqa: E402
from casamuseo.publish.folder.loading import load_house  # noqa: E402
from casamuseo.staff.models import Member  # noqa: E402
from casamuseo.visit.actions.claiming import Want  # noqa: E402
from casamuseo.visit.availability import availability  # noqa: E402
from casamuseo.visit.board import board  # noqa: E402
from casamuseo.visit.models import (  # noqa: E402
    Bucket,
    CashMovement,
    Claim,
    Device,
    Drawer,
    Hold,
    Order,
    OrderLine,
    Payment,
    Scan,
    Shift,
    Ticket,
    VisitCount,
    ledger_faults,
)
from casamuseo.visit.rules import price_list, visit_rules  # noqa: E402
from casamuseo.visit.terms import (  # noqa: E402
    Channel,
    CountSource,
    GateLevel,
    HoldState,
    MovementKind,
    OrderState,
    PayAt,
    PaymentMethod,
    PaymentState,
    ResourceKind,
    TicketState,
    Verdict,
)
from tests.staffing import a_member, signed_in  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
LAST_DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
"""Three in the afternoon in the house: most of the day's visitors have come."""
TARGET_MS = 100.0
SEED = 1937
ORIGINS = ["MX"] * 5 + ["US", "FR", "DE", "ES", "AR", "GB", ""]


@dataclass
class Row:
    """A line of the table."""

    what: str
    first_ms: float
    median_ms: float
    worst_ms: float
    processor_ms: float
    queries: int


def main() -> None:
    """Fill, measure, print; exit 1 where a median is over its target."""
    options = read_options()
    busy = os.getloadavg()[0]
    if busy > 1:
        print(f"This machine is busy (load {busy:.1f}): the figures will say little.\n")
    call_command("migrate", verbosity=0)
    director = Member.objects.filter(login="director").first()
    if director is None:
        load_house(ROOT / "houses/trotsky", actor="benchmark", at=AT)
        director = a_member("director")
        fill(options.days, options.per_day, director)
        analyse()
    size, days = Ticket.objects.count(), Shift.objects.count()
    print(f"{size:,} tickets on {days} days")
    assert not ledger_faults(), "the generated ledger does not add up"
    with clock.stopped(AT), override_settings(ALLOWED_HOSTS=["*"]):
        rows = [measured(name, run, rounds=options.rounds) for name, run in questions(director)]
    print_table(rows)
    if options.json:
        report = {"tickets": size, "days": days, "rows": [asdict(row) for row in rows]}
        Path(options.json).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    if any(row.median_ms > TARGET_MS for row in rows):
        sys.exit(1)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=int, default=334, help="open days, the last one today")
    parser.add_argument("--per-day", type=int, default=300, help="visitors, each with a ticket")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--keep", help="an installation to fill the first time, and to measure again"
    )
    parser.add_argument("--json", help="a file for the figures")
    return parser.parse_args()


def questions(director: Member) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is asked, from the whole page down to the function behind it."""
    client = signed_in(director, at=AT)
    rules = visit_rules()

    def page(path: str) -> Callable[[], object]:
        def get() -> object:
            response = client.get(path)
            assert response.status_code == 200, (path, response.status_code)
            return response

        return get

    yield "today board", page("/desk/today/")
    yield "today board, the function", lambda: board(rules, at=AT)
    yield (
        "availability of 60 days, the function",
        lambda: availability(rules, first=LAST_DAY, days=60, at=AT),
    )
    for span in ("day", "month", "year", "all"):
        for about, by in (
            ("visitors", "category"),
            ("visitors", "origin"),
            ("income", "method"),
            ("income", "category"),
            ("income", "origin"),
        ):
            query = f"about={about}&by={by}&span={span}&of={LAST_DAY}"
            yield f"report: {about} by {by}, {span}", page(f"/desk/reports/?{query}")


def measured(name: str, run: Callable[[], object], *, rounds: int) -> Row:
    asked: list[str] = []

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    began = time.perf_counter()
    with connection.execute_wrapper(note):
        run()
    first = (time.perf_counter() - began) * 1000
    times, work = [], []
    for _ in range(rounds):
        began, worked = time.perf_counter(), time.process_time()
        run()
        times.append((time.perf_counter() - began) * 1000)
        work.append((time.process_time() - worked) * 1000)
    figures = (first, statistics.median(times), max(times), statistics.median(work))
    return Row(name, *(round(figure, 1) for figure in figures), queries=len(asked))


def print_table(rows: list[Row]) -> None:
    print(
        f"\n{'milliseconds':44}{'first':>9}{'median':>9}{'worst':>9}{'processor':>11}{'queries':>9}"
    )
    for row in rows:
        mark = "" if row.median_ms <= TARGET_MS else "  over the target"
        times = f"{row.first_ms:>9}{row.median_ms:>9}{row.worst_ms:>9}{row.processor_ms:>11}"
        print(f"{row.what:44}{times}{row.queries:>9}{mark}")
    print(f"\nTarget: a median of {TARGET_MS:.0f} ms each.")


def analyse() -> None:
    """Let the database know its tables, as it does by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill(days: int, per_day: int, director: Member) -> int:
    """So many open days, the last one today, with so many visitors each; how many there are."""
    chance = random.Random(SEED)
    rules = visit_rules()
    for (
        resource
    ) in rules.resources:  # one visitor more than the house holds would be no fault of ours
        resource.capacity = max(resource.capacity, per_day)
    drawer = Drawer.objects.create(key="main", name="Main")
    device = Device.objects.create(
        name="Gate", enrolled_by=director, created_at=AT, enrolled_at=AT, seen_at=AT
    )
    number, day, filled = count(1), LAST_DAY, 0
    while filled < days:
        if rules.calendar.on(day).is_open:
            with transaction.atomic():
                fill_day(day, per_day, chance, number, drawer, device, director)
            filled += 1
        day -= timedelta(days=1)
    return filled


def fill_day(
    day: date,
    per_day: int,
    chance: random.Random,
    number: Iterator[int],
    drawer: Drawer,
    device: Device,
    director: Member,
) -> None:
    """A day's visitors: held, ordered, paid, ticketed, scanned and counted."""
    rules, prices = visit_rules(), list(price_list().prices.values())
    hours = rules.calendar.on(day)
    assert hours.opens
    assert hours.closes
    opens = rules.calendar.moment(day, hours.opens)
    closes = rules.calendar.moment(day, hours.closes)
    slots = rules.slots_on(day)
    names = [next(number) for _ in range(per_day)]
    starts = [chance.choice(slots) if slots else opens for _ in names]
    ends = [min(start + timedelta(hours=1), closes) if slots else closes for start in starts]
    holds = Hold.objects.bulk_create(
        Hold(
            request_key=f"hold-{name}",
            channel=Channel.TILL,
            party=1,
            starts_at=begin,
            ends_at=end,
            is_whole_day=not slots,
            enters_from=begin,
            enters_until=end,
            state=HoldState.CONVERTED,
            created_at=begin,
            expires_at=begin,
        )
        for name, begin, end in zip(names, starts, ends, strict=True)
    )
    claim_all(holds, day)
    orders = Order.objects.bulk_create(
        Order(
            address=f"{name:022}",
            code=f"{name:X}",
            request_key=f"order-{name}",
            hold=hold,
            channel=Channel.TILL,
            language=chance.choice(["es", "es", "en"]),
            origin=chance.choice(ORIGINS),
            starts_at=hold.starts_at,
            ends_at=hold.ends_at,
            is_whole_day=hold.is_whole_day,
            party=1,
            total_cents=4000,
            currency="MXN",
            pay_at=PayAt.DOOR,
            state=OrderState.PAID,
            created_at=hold.starts_at,
        )
        for name, hold in zip(names, holds, strict=True)
    )
    lines = OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            price=price,
            category=price.key,
            name=price.category,
            quantity=1,
            unit_cents=4000,
        )
        for order in orders
        for price in [chance.choice(prices)]
    )
    tickets = Ticket.objects.bulk_create(
        Ticket(
            serial=f"{name:020x}",
            order=order,
            code=f"CODE{name}",
            valid_from=order.starts_at,
            valid_until=order.ends_at,
            party=1,
            used=1,
            state=TicketState.USED,
            issued_at=order.created_at,
        )
        for name, order in zip(names, orders, strict=True)
    )
    take_money(orders, names, drawer, director, opens)
    let_in(tickets, lines, names, device, day)


def claim_all(holds: list[Hold], day: date) -> None:
    rules = visit_rules()
    days = [one for one in rules.resources if one.kind == ResourceKind.DAY]
    wants = {
        hold.pk: [Want(one, rules.noon(day)) for one in days]
        if hold.is_whole_day
        else list(rules.stay(hold.starts_at, hold.ends_at))
        for hold in holds
    }
    taken: dict[tuple[int, datetime], int] = {}
    for all_ in wants.values():
        for want in all_:
            key = (want.resource.pk, want.starts_at)
            taken[key] = taken.get(key, 0) + 1
    buckets = Bucket.objects.bulk_create(
        Bucket(resource_id=resource, starts_at=start, capacity=max(places, 400), taken=places)
        for (resource, start), places in taken.items()
    )
    by_key = {(bucket.resource_id, bucket.starts_at): bucket for bucket in buckets}
    Claim.objects.bulk_create(
        Claim(
            hold=hold,
            bucket=by_key[want.resource.pk, want.starts_at],
            places=1,
            at=hold.created_at,
        )
        for hold in holds
        for want in wants[hold.pk]
    )


def take_money(
    orders: list[Order], names: list[int], drawer: Drawer, director: Member, opens: datetime
) -> None:
    shift = Shift.objects.create(
        drawer=drawer,
        number=Shift.objects.count() + 1,
        state="closed",
        float_cents=0,
        opened_by=director,
        opened_at=opens,
        counted_cents=0,
        expected_cents=0,
    )
    payments = Payment.objects.bulk_create(
        Payment(
            order=order,
            method=PaymentMethod.TERMINAL if name % 3 else PaymentMethod.CASH,
            request_key=f"payment-{name}",
            amount_cents=4000,
            currency="MXN",
            state=PaymentState.CONFIRMED,
            created_at=order.starts_at,
            confirmed_at=order.starts_at,
        )
        for name, order in zip(names, orders, strict=True)
    )
    CashMovement.objects.bulk_create(
        CashMovement(
            drawer=drawer,
            shift=shift,
            number=name,
            kind=MovementKind.SALE,
            method=payment.method,
            amount_cents=4000,
            order=order,
            payment=payment,
            request_key=f"movement-{name}",
            by=director,
            at=order.starts_at,
        )
        for name, order, payment in zip(names, orders, payments, strict=True)
    )


def let_in(
    tickets: list[Ticket], lines: list[OrderLine], names: list[int], device: Device, day: date
) -> None:
    common: dict[str, Any] = {"device": device, "boot_id": "year", "level": GateLevel.SERVER}
    verdict = {"device_verdict": Verdict.ADMITTED, "verdict": Verdict.ADMITTED}
    scans = Scan.objects.bulk_create(
        Scan(
            scan_id=f"{name:032x}",
            sequence=name,
            device_at=ticket.valid_from,
            corrected_at=ticket.valid_from,
            received_at=ticket.valid_from,
            code=ticket.code,
            ticket=ticket,
            **common,
            **verdict,
        )
        for name, ticket in zip(names, tickets, strict=True)
    )
    VisitCount.objects.bulk_create(
        VisitCount(
            at=scan.corrected_at,
            on=day,
            source=CountSource.SCAN,
            category=line.category,
            language=line.order.language,
            origin=line.order.origin,
            quantity=1,
            scan=scan,
            device=device,
            request_key=f"scan-{name}",
        )
        for name, scan, line in zip(names, scans, lines, strict=True)
    )


if __name__ == "__main__":
    main()
