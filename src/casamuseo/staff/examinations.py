"""What the doctor examines of the staff: that somebody can let the others in."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from casamuseo.kernel.doctor import Finding, examines
from casamuseo.staff.models import Member


@examines(after=("home", "database", "migrations", "house"))
def directors() -> Iterator[Finding]:
    """There is somebody who may manage people."""
    if not Member.objects.who_may("manage_people").exists():
        yield Finding(
            "no-director",
            what=_("Nobody can sign in as director."),
            why=_("Only a director can give others an account, a role or a new passphrase."),
            mend="casamuseo create-director",
            is_fault=False,
        )
