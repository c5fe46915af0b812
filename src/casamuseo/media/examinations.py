"""What the doctor looks for among the pictures: masters that are gone, changed or nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.doctor import Finding, examines
from casamuseo.media.copying import why
from casamuseo.media.fixity import not_intact, orphans
from casamuseo.media.masters import master_path, stored_masters
from casamuseo.media.models import FixityCheck, Picture

_SHOWN = 5
_HANDFUL = 500


@examines(after=("home", "database", "migrations"))
def masters() -> Iterator[Finding]:
    """Every photograph's master is there, and was intact when it was last read."""
    photographs = Picture.objects.filter(kind=Picture.Kind.PHOTOGRAPH).exclude(digest="")
    missing = [one.key for one in photographs.iterator() if not master_path(one).is_file()]
    if missing:
        what = ngettext(
            "The master of %(count)s photograph is gone: %(keys)s",
            "The masters of %(count)s photographs are gone: %(keys)s",
            len(missing),
        )
        yield _finding("masters-missing", what, missing)
    changed = [one.key for one, outcome in not_intact() if outcome == FixityCheck.Outcome.CHANGED]
    if changed:
        what = ngettext(
            "The master of %(count)s photograph is no longer what came in: %(keys)s",
            "The masters of %(count)s photographs are no longer what came in: %(keys)s",
            len(changed),
        )
        yield _finding("masters-changed", what, changed)


def _finding(code: str, what: str, keys: list[str]) -> Finding:
    shown = ", ".join(keys[:_SHOWN]) + (" …" if len(keys) > _SHOWN else "")
    return Finding(
        code,
        what=what % {"count": len(keys), "keys": shown},
        why=_("A photograph that is lost here may exist nowhere else. The disk may be failing."),
        mend=_("Put the files back from a backup, or send the photographs again at the desk."),
    )


@examines(after=("home", "database", "migrations"))
def orphaned_masters() -> Iterator[Finding]:
    """Every file among the masters belongs to a photograph."""
    found: list[str] = []
    files = stored_masters()
    while names := [path.name for path in islice(files, _HANDFUL)]:
        found += orphans(names)
    if found:
        what = ngettext(
            "%(count)s file among the masters belongs to no photograph: %(names)s",
            "%(count)s files among the masters belong to no photograph: %(names)s",
            len(found),
        )
        shown = ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
        yield Finding(
            "masters-orphaned",
            what=what % {"count": len(found), "names": shown},
            why=_("A power cut while a photograph came in leaves such a file. It does no harm."),
            mend=f"ls -l '{Path(settings.MEDIA_ROOT) / 'masters'}'",
            is_fault=False,
        )


@examines(after=("home", "database", "migrations"))
def copies() -> Iterator[Finding]:
    """The copies of every photograph could be made."""
    failed = Picture.objects.filter(state=Picture.State.FAILED).order_by("key")
    for picture in failed[:_SHOWN]:
        yield Finding(
            "copies-failed",
            what=_("The copies of the photograph “%(key)s” could not be made: %(why)s")
            % {"key": picture.key, "why": why(picture.problem)},
            why=_("Without them it cannot be shown."),
            mend=_("Look at it at the desk under Pictures, and try again or send another file."),
            is_fault=False,
        )
