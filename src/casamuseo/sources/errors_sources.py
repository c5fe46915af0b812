"""Refusals of work on sources, each with a code; `str()` is the sentence for a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class UnreadableBibliography(Refusal):
    """Nothing of it can be read, and why."""

    code = "unreadable-bibliography"


class UnfitSource(Refusal):
    """What is said of the source is not enough, or not of a kind that CSL knows."""

    code = "unfit-source"


class SourceChanged(Refusal):
    """Somebody else has changed it since it was opened."""

    code = "source-changed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else has changed this source meanwhile. What you typed still stands below; "
                "compare it with the source as it is now, and save again."
            )
        )


class SourceKeyTaken(Refusal):
    """Another source has this key."""

    code = "source-key-taken"

    def __init__(self, key: str) -> None:
        super().__init__(_("Another source has the key “%(key)s”.") % {"key": key}, key=key)


class CannotMerge(Refusal):
    """These two cannot become one."""

    code = "cannot-merge"


class SourceStands(Refusal):
    """It has not been withdrawn."""

    code = "source-stands"

    def __init__(self) -> None:
        super().__init__(_("This source has not been withdrawn."))
