"""What the worker does for imports: goes on with them, whoever has gone home meanwhile."""

from __future__ import annotations

import logging

from casamuseo.collection.actions.importing import is_waiting, work_on
from casamuseo.collection.models import ImportRun
from casamuseo.collection.terms import ImportState
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

log = logging.getLogger(__name__)

A_SPELL = 20.0
"""Seconds on one import before the next one has its turn."""


def continue_now() -> None:
    """The duty: some work on each import that waits for it."""
    waiting = ImportRun.objects.filter(state__in=(ImportState.MAPPING, ImportState.RUNNING))
    for run in waiting.order_by("begun_at"):
        if not is_waiting(run):
            continue
        try:
            work_on(run, at=clock.now(), seconds=A_SPELL)
        except Refusal as refused:
            # The page of the import says so as well; the others have their turn.
            log.warning("The import %s cannot go on: %s", run.key, refused)
