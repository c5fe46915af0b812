"""Names within a sentence, in the quotation marks of its language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _


def quoted(name: object) -> str:
    """The name in quotation marks."""
    return _("“%(name)s”") % {"name": name}


def all_quoted(names: Iterable[object]) -> str:
    """The names, each in quotation marks, with commas between them."""
    return ", ".join(map(quoted, names))
