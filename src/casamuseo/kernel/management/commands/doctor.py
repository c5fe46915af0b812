"""`casamuseo doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel import doctor
from casamuseo.kernel.console import LANGUAGES, console_language


class Command(BaseCommand):
    help = "Say what is wrong with this installation and how to mend it; exit status 1 if it is."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", choices=LANGUAGES, help="in which language to speak")

    def handle(self, *args: Any, **options: Any) -> None:
        language = options["language"] or console_language(os.environ)
        with translation.override(language):
            faults = 0
            for finding in doctor.findings():
                faults += finding.is_fault
                self.stdout.write(as_lines(finding))
            self.stdout.write(verdict(faults))
        if faults:
            sys.exit(1)


def as_lines(finding: doctor.Finding) -> str:
    """What, why and how to mend it, on three lines and an empty one."""
    mark = _("Fault") if finding.is_fault else _("Note")
    mend = _("To mend it:")
    return f"{mark}: {finding.what}\n    {finding.why}\n    {mend} {finding.mend}\n\n"


def verdict(faults: int) -> str:
    """One sentence for all."""
    if not faults:
        return _("Nothing is wrong with this installation.")
    return ngettext("%(count)s fault was found.", "%(count)s faults were found.", faults) % {
        "count": faults
    }
