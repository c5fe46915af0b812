"""Dates, times, money and sizes as people of each language write them."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal

from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.numbers import format_decimal
from django.utils.translation import gettext

from casamuseo.collection.models import MuseumObject
from casamuseo.house.drawing import Change
from casamuseo.house.models import House
from casamuseo.kernel.locales import locale
from casamuseo.visit.money import cents, in_words


def clock_time(at: time) -> str:
    """17:00, in every language of the house."""
    return str(format_time(at, "HH:mm", locale=locale()))


def weekday_name(day: date | int) -> str:
    """The day's name; an ISO weekday number or a date."""
    number = day if isinstance(day, int) else day.isoweekday()
    return str(get_day_names("wide", locale=locale())[number - 1])


def long_day(day: date) -> str:
    """20 de agosto de 1940, 20 August 1940."""
    return str(format_date(day, "long", locale=locale()))


def begun(words: str) -> str:
    """The words as they stand at the beginning of a sentence: Sábado 28 de noviembre."""
    return words[:1].upper() + words[1:]


def month_name(day: date) -> str:
    """noviembre de 2026, November 2026."""
    return str(format_skeleton("yMMMM", day, locale=locale()))


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency's code: the sign $ alone would mislead a foreign visitor."""
    if amount == 0:
        return gettext("free")
    return in_words(cents(amount), currency=currency)


def size_words(thing: MuseumObject) -> str:
    """Width, depth and height in centimetres."""
    sizes = [thing.width, thing.depth, thing.height]
    numbers = [format_decimal(round(size * 100), locale=locale()) for size in sizes if size]
    return " × ".join(numbers) + " cm"


def address_line(house: House) -> str:
    """Street, neighbourhood, borough and postcode, as far as the house gives them."""
    parts = ("street", "neighbourhood", "borough", "postcode")
    return ", ".join(house.address[part] for part in parts if house.address.get(part))


def change_words(change: Change) -> str:
    """What happened to a thing between two days."""
    return {
        "moved": gettext("it stands elsewhere"),
        "came": gettext("it came"),
        "went": gettext("it is no longer there"),
        "became-unknown": gettext("its place is no longer known"),
        "became-known": gettext("its place is now known"),
    }[change.kind]


def page_range(locator: str) -> str:
    """A locator with dashes between its numbers, as it is printed: pp. 141–148."""
    return re.sub(r"(?<=\d)-(?=\d)", "–", locator)
