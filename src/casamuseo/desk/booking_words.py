"""What was done to a booking, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.visit.money import in_words
from casamuseo.visit.rules import the_house


def action_name(action: str) -> str:
    """The name of what was done."""
    names = {
        "move": _("Moved"),
        "shrink": _("Fewer people"),
        "cancel": _("Cancelled"),
        "refund": _("Refund"),
        "approve-refund": _("Refund approved"),
        "give-up-refund": _("Refund given up"),
        "void": _("Sale taken back"),
        "reissue": _("New ticket"),
        "resend": _("Letter sent again"),
        "dispute": _("Payment disputed"),
    }
    return names.get(action, action)


def facts_in_words(facts: dict[str, Any]) -> str:
    """What else was noted: how many people, the amount and the reason."""
    parts = []
    if isinstance(facts.get("from"), int) and isinstance(facts.get("to"), int):
        parts.append(f"{facts['from']} → {facts['to']}")
    if isinstance(facts.get("cents"), int):
        parts.append(in_words(facts["cents"], currency=the_house().currency))
    if facts.get("reason"):
        parts.append(reason_in_words(str(facts["reason"])))
    return " · ".join(parts)


def reason_in_words(reason: str) -> str:
    """The reason of a refund; the program's own word for one is said as a sentence."""
    return (
        _("The visitor asked for it: there was no place.") if reason == "paid_unplaced" else reason
    )


def how_long(span: timedelta) -> str:
    """So many minutes, hours or days: the largest that fits."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}
