"""What the doctor examines of the visit: that the ledger adds up, and that nothing is stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel import clock
from casamuseo.kernel.doctor import Finding, examines
from casamuseo.visit.models import Hold, ledger_faults

STUCK_AFTER = timedelta(hours=1)
"""How long a hold may be overdue before somebody should know that nobody reaps."""


@examines(after=("home", "database", "migrations"))
def ledger() -> Iterator[Finding]:
    """What is taken of every quarter of an hour is the sum of its claims."""
    faults = ledger_faults()
    if faults:
        bucket, claimed = faults[0]
        yield Finding(
            "ledger-does-not-add-up",
            what=ngettext(
                "%(count)s quarter of an hour has other places taken than were claimed; the first is "
                "%(bucket)s, with %(taken)s taken and %(claimed)s claimed.",
                "%(count)s quarters of an hour have other places taken than were claimed; the first is "
                "%(bucket)s, with %(taken)s taken and %(claimed)s claimed.",
                len(faults),
            )
            % {
                "count": len(faults),
                "bucket": bucket,
                "taken": bucket.taken,
                "claimed": claimed,
            },
            why=_("Places could be sold twice, or stay empty though somebody wants them."),
            mend=_("Stop selling for that time, and send the developers a backup."),
        )


@examines(after=("home", "database", "migrations"))
def holds() -> Iterator[Finding]:
    """Nothing that has run out keeps its places."""
    stuck = Hold.objects.overdue(clock.now() - STUCK_AFTER).count()
    if stuck:
        yield Finding(
            "holds-not-reaped",
            what=ngettext(
                "%(count)s hold ran out more than an hour ago and was not ended.",
                "%(count)s holds ran out more than an hour ago and were not ended.",
                stuck,
            )
            % {"count": stuck},
            why=_(
                "Whoever needs the places still gets them, but the worker does not do its duties."
            ),
            mend="casamuseo worker",
            is_fault=False,
        )
