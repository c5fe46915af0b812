"""Refuses a list whose records go round in a circle: a place inside itself by way of others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.records import Record


def refuse_cycles(parents: Mapping[str, tuple[str, Record]], load: Load) -> None:
    """Note a problem for each circle, at its first record; linear in the number of records."""
    settled: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        key = start
        while key in parents and key not in settled and key not in path:
            path[key] = None
            key = parents[key][0]
        if key in path and parents[key][0] != key:
            circle = [*path][[*path].index(key) :]
            record = parents[key][1]
            load.add(
                record.file,
                record.line,
                _("the records go round in a circle: %(circle)s")
                % {"circle": " → ".join([*circle, key])},
            )
        settled |= path.keys()
