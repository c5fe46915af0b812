"""`casamuseo rebuild-whereabouts`: derive anew from the ledger where everything is."""

# ruff: noqa: N999  a command is called by the name of its file

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from casamuseo.collection.actions.moving import rebuild_whereabouts
from casamuseo.collection.models import Whereabouts


class Command(BaseCommand):
    help = "Derive anew from the ledger of movements where every object and fixture is."

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild_whereabouts()
        count = Whereabouts.objects.count()
        message = ngettext(
            "Where %(count)d thing is was derived from the ledger.",
            "Where %(count)d things are was derived from the ledger.",
            count,
        )
        self.stdout.write(message % {"count": count})
