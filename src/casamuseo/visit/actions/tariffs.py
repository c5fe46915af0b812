"""Changing what is paid and when a visit has a time; each change is written down and published at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Model
from django.utils.text import slugify

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.visit.errors_calendar import BadDays
from casamuseo.visit.models import Price, PriceRule, SlotRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """On which days a rule holds; without weekdays on all, without dates for ever."""

    weekdays: tuple[int, ...] = ()
    begins_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """A category of visitor, and what they pay where no rule says otherwise."""

    category: Text
    amount: Decimal
    note: Text
    proof: Text
    tax_code: str = ""
    is_demonstration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """When categories pay something else, and why."""

    reason: Text
    amount: Decimal
    proof: Text
    residency: str = ""
    is_demonstration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How visits follow each other on days that have times; minutes."""

    every_minutes: int
    stay_minutes: int
    early_minutes: int
    late_minutes: int
    is_demonstration: bool = False


def put_price(key: str | None, tariff: Tariff, *, by: str, at: datetime) -> Price:
    """Write a price anew, or add one where there is no key. Raises Price.DoesNotExist."""
    with writing():
        if key is None:
            key = _free_key(Price, str(tariff.category))
            price = Price(key=key, order=_last_order(Price))
        else:
            price = Price.objects.get(key=key)
        _write(price, _fields_of(tariff))
        _publish(price, "put_price", by=by, at=at, amount=str(tariff.amount))
    return price


def put_price_rule(
    key: str | None,
    reduction: Reduction,
    *,
    days: Days,
    prices: Collection[Price],
    by: str,
    at: datetime,
) -> PriceRule:
    """Write a price rule anew, or add one. Refuses with BadDays. Raises PriceRule.DoesNotExist."""
    _refuse_bad_days(days)
    with writing():
        if key is None:
            key = _free_key(PriceRule, str(reduction.reason))
            rule = PriceRule(key=key, order=_last_order(PriceRule))
        else:
            rule = PriceRule.objects.get(key=key)
        _write(rule, {**_fields_of(reduction), **_fields(days)})
        rule.prices.set(prices)
        _publish(rule, "put_price_rule", by=by, at=at, amount=str(reduction.amount))
    return rule


def put_slot_rule(
    key: str | None, rhythm: Rhythm, *, days: Days, by: str, at: datetime
) -> SlotRule:
    """Write a rule for times anew, or add one. What is sold keeps its places.

    Refuses with BadDays. Raises SlotRule.DoesNotExist.
    """
    _refuse_bad_days(days)
    with writing():
        if key is None:
            rule = SlotRule(key=_free_key(SlotRule, "slots"), order=_last_order(SlotRule))
        else:
            rule = SlotRule.objects.get(key=key)
        _write(rule, {**_fields_of(rhythm), **_fields(days)})
        _publish(rule, "put_slot_rule", by=by, at=at, every=rhythm.every_minutes)
    return rule


def remove(what: PriceRule | SlotRule, *, by: str, at: datetime) -> None:
    """Take a rule out of the list; what was sold by it stays as it was sold."""
    with writing():
        _publish(what, "remove", by=by, at=at)
        what.delete()


def _fields_of(shape: Tariff | Reduction | Rhythm) -> dict[str, Any]:
    """The fields by name, their texts whole."""
    return {name: getattr(shape, name) for name in shape.__dataclass_fields__}


def _write(record: Price | PriceRule | SlotRule, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if isinstance(value, Text):
            value = getattr(record, name).revised_to(value)
        setattr(record, name, value)
    record.save()


def _publish(record: Model, action: str, *, by: str, at: datetime, **facts: Any) -> None:
    kind = record._meta.label_lower
    key = str(record)
    Change.objects.create(at=at, actor=by, action=action, kind=kind, key=key, facts=facts)
    Edition.rise()


def _fields(days: Days) -> dict[str, Any]:
    return {**asdict(days), "weekdays": sorted(set(days.weekdays))}


def _refuse_bad_days(days: Days) -> None:
    ends_early = days.begins_on and days.ends_on and days.ends_on < days.begins_on
    if ends_early or not set(days.weekdays) <= set(range(1, 8)):
        raise BadDays


def _free_key(model: type[Price | PriceRule | SlotRule], words: str) -> str:
    """A key out of the words that nothing has yet."""
    wanted = slugify(words)[:60] or model._meta.model_name or "key"
    taken = set(model._default_manager.filter(key__startswith=wanted).values_list("key", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(key for key in numbered if key not in taken)


def _last_order(model: type[Price | PriceRule | SlotRule]) -> int:
    last = model._default_manager.aggregate(last=Max("order"))["last"]
    return 0 if last is None else int(last) + 1
