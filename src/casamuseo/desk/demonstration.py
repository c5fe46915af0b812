"""What `casamuseo run` says of a demonstration: where the staff signs in, and by which accounts."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from casamuseo.house.models import House
from casamuseo.staff.demonstration import accounts_in


def accounts_as_words(address: str) -> str:
    """The accounts as lines; "" in a house that is no demonstration."""
    if not House.objects.filter(is_demonstration=True).exists():
        return ""
    accounts = accounts_in(Path(settings.CASAMUSEO_HOME))
    if not accounts:
        return ""
    opening = _("The staff of the demonstration signs in at %(address)s") % {
        "address": f"{address}desk/"
    }
    width = max(len(account.login) for account in accounts)
    lines = [
        f"    {account.login:<{width}}  {account.passphrase}  ({account.role.label})"
        for account in accounts
    ]
    return "\n".join([opening, *lines])
