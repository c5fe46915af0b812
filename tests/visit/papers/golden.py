"""Papers as they should be, one file each in golden/; `python -m tests.visit.papers.golden` writes them."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import django

from casamuseo.visit.papers import letters
from casamuseo.visit.papers.facts import OpenDay
from casamuseo.visit.papers.ics import booking_calendar, guide_calendar, opening_hours_calendar
from casamuseo.visit.papers.layout import LetterParts
from casamuseo.visit.papers.printing import PaperWidth, to_escpos
from casamuseo.visit.papers.receipt import PaperLine, receipt, z_report
from tests.visit.papers.cast import CASA, FAMILY, SALE, SCHOOL, SHIFT, TICKET, WRITTEN_AT

FOLDER = Path(__file__).with_name("golden")
PAID = replace(FAMILY, paid_cents=10000)
AT_ELEVEN = replace(
    FAMILY,
    is_all_day=False,
    starts_at=FAMILY.starts_at + timedelta(hours=1),
    ends_at=FAMILY.starts_at + timedelta(hours=2),
)
DAYS = (
    OpenDay(day=date(2026, 12, 24), opens=time(10), closes=time(14), reason="Nochebuena"),
    OpenDay(day=date(2026, 12, 25), reason="Navidad"),
    OpenDay(day=date(2026, 12, 26), opens=time(10), closes=time(17), last_entry=time(16, 30)),
    OpenDay(day=date(2026, 12, 28)),
)


def papers() -> dict[str, bytes]:
    """Every paper by the name of its file."""
    made: dict[str, bytes] = {}
    for language in ("es", "en"):
        for name, letter in _letters(language).items():
            made[f"{name}.{language}.txt"] = f"{letter.subject}\n\n{letter.text}".encode()
        made[f"order-confirmed.{language}.html"] = _letters(language)[
            "order-confirmed"
        ].html.encode()
        for name, calendar in _calendars(language).items():
            made[f"{name}.{language}.ics"] = calendar
        for name, lines in _rolls(language).items():
            for paper_mm in (80, 58):
                made[f"{name}-{paper_mm}.{language}.txt"] = printed(lines, paper_mm=paper_mm)
    return made


def printed(lines: tuple[PaperLine, ...], *, paper_mm: PaperWidth) -> bytes:
    """What stands on the paper: the printer's bytes without its commands."""
    words = to_escpos(lines, paper_mm=paper_mm)
    for command in (
        rb"\x1d\(k..1[ACEQ].{1,2}?(?=\x1d|\x1b)",  # QR: model, size, correction, print
        rb"\x1d\(k..1P0",  # QR: what follows is its content
        rb"\x1b[!atEdR].",
        rb"\x1d[!V].",
        rb"\x1b@",
    ):
        words = re.sub(command, b"", words, flags=re.DOTALL)
    return words.decode("cp850").encode()


def _letters(language: str) -> dict[str, LetterParts]:
    moved = replace(TICKET, booking=AT_ELEVEN)
    until = datetime.fromisoformat("2026-11-22T23:00:00+00:00")
    return {
        "order-confirmed": letters.order_confirmed(
            replace(TICKET, booking=PAID), language=language
        ),
        "order-reserved": letters.order_reserved(TICKET, language=language, kept_until=until),
        "order-moved": letters.order_moved(moved, before=FAMILY, language=language),
        "order-cancelled": letters.order_cancelled(PAID, language=language, refunded_cents=10000),
        "order-unplaced": letters.order_unplaced(PAID, language=language, answer_by=until),
        "opening-conflict": letters.opening_conflict(
            PAID, language=language, reason="Obras en la calle"
        ),
        "tour-quoted": letters.tour_quoted(SCHOOL, language=language, valid_until=until),
        "tour-confirmed": letters.tour_confirmed(SCHOOL, language=language),
        "tour-cancelled": letters.tour_cancelled(SCHOOL, language=language, reason="Obras"),
        "tour-guide-changed": letters.tour_guide_changed(SCHOOL, language=language),
    }


def _calendars(language: str) -> dict[str, bytes]:
    confirmed = replace(SCHOOL, is_confirmed=True, number="V-0032", group="")
    timed = replace(TICKET, booking=AT_ELEVEN)
    return {
        "booking-day": booking_calendar(TICKET, language=language, at=WRITTEN_AT),
        "booking-timed": booking_calendar(timed, language=language, at=WRITTEN_AT, revision=1),
        "hours": opening_hours_calendar(DAYS, house=CASA, language=language, at=WRITTEN_AT),
        "guide": guide_calendar(
            [SCHOOL, confirmed], guide="Elena Ruiz", house=CASA, language=language, at=WRITTEN_AT
        ),
    }


def _rolls(language: str) -> dict[str, tuple[PaperLine, ...]]:
    return {
        "receipt": receipt(SALE, language=language),
        "z-report": z_report(SHIFT, language=language),
    }


def write() -> None:
    """Replace the files by what the program makes now."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for name, content in papers().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casamuseo.settings.test")
    django.setup()
    write()
