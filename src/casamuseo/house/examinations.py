"""What the doctor examines of the house: that there is one, and that its time can be reckoned."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from casamuseo.house.models import House
from casamuseo.kernel import clock
from casamuseo.kernel.doctor import Finding, examines
from casamuseo.kernel.examinations import zone_findings


@examines(after=("home", "database", "migrations"))
def house() -> Iterator[Finding]:
    """A house has been loaded."""
    if not House.objects.exists():
        yield Finding(
            "no-house",
            what=_("No house has been loaded."),
            why=_("There is nothing to show: every page is missing."),
            mend="casamuseo load houses/trotsky",
        )


@examines(after=("home", "database", "migrations", "house"))
def house_zone() -> Iterator[Finding]:
    """The house's time zone is known."""
    for name in House.objects.values_list("timezone", flat=True):
        yield from zone_findings(name, at=clock.now())
