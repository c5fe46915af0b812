"""`casamuseo search-index`: build the search index anew from what is published."""

# ruff: noqa: N999  a command is called by the name of its file

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.search.index import installed
from casamuseo.search.refresh import rebuild


class Command(BaseCommand):
    help = "Build the search index anew from what is published; the old one answers meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.perf_counter()
        count = rebuild(installed())
        if not count:
            raise CommandError(_("There is no house yet: load one first."))
        seconds = time.perf_counter() - began
        message = ngettext(
            "%(count)d entry indexed in %(seconds).1f s.",
            "%(count)d entries indexed in %(seconds).1f s.",
            count,
        )
        self.stdout.write(message % {"count": count, "seconds": seconds})
