"""What the door says of each verdict: the word, how it looks and sounds, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from babel.dates import format_date
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casamuseo.visit.actions.admitting import Answer
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import GateLevel, Verdict

Tone = Literal["yes", "warn", "no", "note"]

TONES: dict[Verdict, Tone] = {
    Verdict.ADMITTED: "yes",
    Verdict.ADMITTED_CONFLICT: "yes",
    Verdict.UNPAID: "warn",
    Verdict.TOO_EARLY: "warn",
    Verdict.TOO_LATE: "no",
    Verdict.USED: "no",
    Verdict.TOO_MANY: "no",
    Verdict.OTHER_DAY: "no",
    Verdict.MOVED: "no",
    Verdict.VOID: "no",
    Verdict.UNKNOWN: "no",
    Verdict.FORGED: "no",
    Verdict.UNREADABLE: "warn",
    Verdict.ANNULLED: "note",
}

NEXT_STEPS: dict[str, Promise] = {
    "unpaid": gettext_lazy(
        "Please send them to the till, and hold the ticket up again afterwards."
    ),
    "used": gettext_lazy("Everybody on this ticket has come in."),
    "used_at": gettext_lazy("Everybody on this ticket has come in, the last at %(time)s."),
    "too_many": gettext_lazy("Fewer people are left on this ticket. Choose how many enter."),
    "other_day": gettext_lazy("This ticket is for %(day)s."),
    "too_early": gettext_lazy("They may enter from %(from)s."),
    "too_late": gettext_lazy("They could enter until %(until)s."),
    "moved": gettext_lazy("The visit has another ticket now: ask for it, or type the short code."),
    "void": gettext_lazy("The booking was cancelled or refunded. Please send them to the till."),
    "unknown": gettext_lazy("Type the short code that stands below the picture."),
    "forged": gettext_lazy("Let nobody in with it. Type the short code, or send them to the till."),
    "unreadable": gettext_lazy(
        "Hold it flat and in the light, or type the short code. If it is always so with the scanner, "
        "the scanner is set to another keyboard."
    ),
    "annulled": gettext_lazy("This entry does not count. The ticket is as it was."),
    "clock": gettext_lazy(
        "The clock of this device cannot be trusted: look at day and time on the ticket."
    ),
}

TALLIES: dict[str, Promise] = {
    "child": gettext_lazy("Child"),
    "icom": gettext_lazy("ICOM"),
    "event": gettext_lazy("Event"),
    "other": gettext_lazy("Other"),
}
"""Who is counted without a ticket, by one tap."""


ONE_AND_MORE = (1, 2)
"""A number for each form of a sentence, for the script to choose from."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A verdict as the screen shows it."""

    verdict: str
    tone: Tone
    word: str
    lines: list[str]


def sign_of(answer: Answer) -> Sign:
    """What is shown of a scan that the server judged."""
    verdict = Verdict(answer.scan.verdict)
    return Sign(verdict, TONES[verdict], str(verdict.label), _lines(answer, verdict))


def words_for_scripts() -> dict[str, Any]:
    """The same words in the active language, for the page's own script."""
    return {
        "verdicts": {
            verdict.value: {"word": str(verdict.label), "tone": TONES[verdict]}
            for verdict in Verdict
        },
        "next": {key: str(words) for key, words in NEXT_STEPS.items()},
        "levels": {level.value: str(level.label) for level in GateLevel},
        "enter": [
            ngettext("One person may enter.", "%(count)d people may enter.", count)
            for count in ONE_AND_MORE
        ],
        "left": [
            ngettext(
                "One more of the party is to come.",
                "%(count)d more of the party are to come.",
                count,
            )
            for count in ONE_AND_MORE
        ],
        "waiting": [
            ngettext(
                "One scan or count waits to be handed over.",
                "%(count)d scans and counts wait to be handed over.",
                count,
            )
            for count in ONE_AND_MORE
        ],
        "off": [
            ngettext(
                "The clock of this device is one minute off. It is corrected.",
                "The clock of this device is %(count)d minutes off. It is corrected.",
                count,
            )
            for count in ONE_AND_MORE
        ],
        "doubt": str(NEXT_STEPS["clock"]),
        "revoked": _("This device has been withdrawn. It no longer checks tickets."),
        "unknown": _("This device is not enrolled any more. What it scanned is kept."),
        "memory_only": _("This browser keeps nothing: do not reload while scans wait."),
        "camera_missing": _("No camera can be used here."),
        "camera_refused": _("The camera was not allowed. Allow it in the browser’s settings."),
        "too_late_to_undo": _("It is too late to take this back."),
        "last": _("Last: %(word)s"),
        "month_days": [_month_day(month) for month in range(1, 13)],
    }


def _lines(answer: Answer, verdict: Verdict) -> list[str]:
    ticket = answer.ticket
    if verdict in {Verdict.ADMITTED, Verdict.ADMITTED_CONFLICT}:
        count = answer.scan.count
        lines = [
            ngettext("One person may enter.", "%(count)d people may enter.", count)
            % {"count": count}
        ]
        left = ticket.party - answer.used if ticket else 0
        if left > 0:
            lines.append(
                ngettext(
                    "One more of the party is to come.",
                    "%(count)d more of the party are to come.",
                    left,
                )
                % {"count": left}
            )
        return lines
    key = verdict.value
    if verdict == Verdict.USED and answer.last_entry_at is not None:
        key = "used_at"
    facts: dict[str, str] = {}
    if ticket is not None:
        facts = {
            "day": _day(ticket.valid_from),
            "from": _time(ticket.valid_from),
            "until": _time(ticket.valid_until),
        }
    if answer.last_entry_at is not None:
        facts["time"] = _time(answer.last_entry_at)
    return [str(NEXT_STEPS[key]) % facts]


def _time(moment: datetime) -> str:
    return moment.astimezone(visit_rules().calendar.zone).strftime("%H:%M")


def _day(moment: datetime) -> str:
    day = moment.astimezone(visit_rules().calendar.zone).date()
    return _month_day(day.month) % {"day": day.day}


def _month_day(month: int) -> str:
    """The day of a month in words, with a place for the number: "%(day)d de noviembre"."""
    language = translation.get_language() or "es"
    name = format_date(datetime(2026, month, 1), "MMMM", locale=language)  # noqa: DTZ001  a name only
    # Translators: a day of a month, as in "25 November"; the month is given.
    return _("%(day)s %(month)s") % {"day": "%(day)d", "month": name}
