"""The Z report of a shift: what was sold, how it was paid, what the drawer should hold and held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.movements import expected_cents
from casamuseo.visit.models import OrderLine, Shift
from casamuseo.visit.terms import MovementKind, PaymentMethod

Row = dict[str, Any]
"""Movements of one kind and way of paying: how many, and how much."""


@dataclass(frozen=True, slots=True)
class Part:
    """So many of one thing, for so much money; negative where more was taken back than sold."""

    key: str
    name: Text
    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class ZReport:
    """A shift in sums. Money in cents."""

    first_number: int | None
    last_number: int | None
    sold: tuple[Part, ...]
    """By category, less what was voided."""
    reasons: tuple[Part, ...]
    """By the rule that made a price another, less what was voided."""
    methods: tuple[Part, ...]
    """What was taken by each way of paying, less voids and refunds."""
    cash: tuple[Part, ...]
    """Every kind of movement of cash."""
    refunds: tuple[Part, ...]
    """What went back, by way of paying."""
    float_cents: int
    expected_cents: int
    counted_cents: int | None

    @property
    def difference_cents(self) -> int | None:
        """Counted less expected: negative where money is missing."""
        return None if self.counted_cents is None else self.counted_cents - self.expected_cents

    @property
    def total_cents(self) -> int:
        """What the shift took, less what went back."""
        return sum(one.cents for one in self.methods)


def z_report(shift: Shift) -> ZReport:
    """The sums of a shift: final once it is closed, of the moment before."""
    movements = shift.movements.all()
    ends = movements.aggregate(first=Min("number"), last=Max("number"))
    sold, reasons = _sold(shift)
    sums = (
        movements.values("kind", "method", "reverses__kind")
        .annotate(count=Count("pk"), cents=Sum("amount_cents"))
        .order_by()
    )
    money: list[Row] = [dict(row) for row in sums]
    return ZReport(
        first_number=ends["first"],
        last_number=ends["last"],
        sold=sold,
        reasons=reasons,
        methods=_methods(money),
        cash=_by("kind", money, keys=MovementKind.values, only=_is_cash),
        refunds=_by("method", money, keys=PaymentMethod.values, only=_is_refund),
        float_cents=shift.float_cents,
        expected_cents=expected_cents(shift),
        counted_cents=shift.counted_cents,
    )


def _sold(shift: Shift) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Visitors by category and by reason. A void counts against the shift in which it was done."""
    times: Counter[int] = Counter()
    for order, kind in shift.movements.filter(
        Q(kind=MovementKind.SALE) | Q(reverses__kind=MovementKind.SALE)
    ).values_list("order", "kind"):
        times[order] += 1 if kind == MovementKind.SALE else -1
    lines = OrderLine.objects.filter(order__movements__shift=shift).distinct()
    counted = [(line, times[line.order_id]) for line in lines if times[line.order_id]]
    by_category = _grouped((line.category, line.name, line, sign) for line, sign in counted)
    by_reason = _grouped(
        (str(line.reason), line.reason, line, sign) for line, sign in counted if line.reason
    )
    return by_category, by_reason


def _grouped(entries: Iterable[tuple[str, Text, OrderLine, int]]) -> tuple[Part, ...]:
    groups: dict[str, Part] = {}
    for key, name, line, sign in entries:
        so_far = groups.get(key, Part(key, name, 0, 0))
        groups[key] = Part(
            key,
            name,
            so_far.count + sign * line.sold,
            so_far.cents + sign * line.sold * line.unit_cents,
        )
    return tuple(groups[key] for key in sorted(groups))


def _methods(money: Sequence[Row]) -> tuple[Part, ...]:
    parts = []
    for method in PaymentMethod:
        rows = [row for row in money if row["method"] == method and _is_of_sales(row)]
        if rows:
            sales = sum(row["count"] * _sign(row) for row in rows)
            cents = sum(row["cents"] for row in rows)
            parts.append(Part(method.value, Text(), sales, cents))
    return tuple(parts)


def _by(
    field: str, money: Sequence[Row], *, keys: Sequence[str], only: Callable[[Row], bool]
) -> tuple[Part, ...]:
    parts = []
    for key in keys:
        rows = [row for row in money if row[field] == key and only(row)]
        if rows:
            count = sum(row["count"] for row in rows)
            parts.append(Part(key, Text(), count, sum(row["cents"] for row in rows)))
    return tuple(parts)


def _is_cash(row: Row) -> bool:
    return bool(row["method"] == PaymentMethod.CASH)


def _is_refund(row: Row) -> bool:
    return bool(row["kind"] == MovementKind.REFUND)


def _is_of_sales(row: Row) -> bool:
    of_sale = row["reverses__kind"] == MovementKind.SALE
    return of_sale or row["kind"] in (MovementKind.SALE, MovementKind.REFUND)


def _sign(row: Row) -> int:
    return {MovementKind.SALE: 1, MovementKind.REVERSAL: -1}.get(row["kind"], 0)
