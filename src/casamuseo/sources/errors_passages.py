"""Refusals of writing and reviewing passages, each with a code and its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.errors import Refusal

if TYPE_CHECKING:
    from casamuseo.sources.merging import Merged


class PassageExists(Refusal):
    """A key names one passage."""

    code = "passage-exists"

    def __init__(self, key: str) -> None:
        super().__init__(_("There is a text “%(key)s” already.") % {"key": key}, key=key)


class DraftExists(Refusal):
    """Somebody writes a draft of the passage already."""

    code = "draft-exists"

    def __init__(self, written_by: str) -> None:
        message = _("There is a draft of this text already, by %(name)s.") % {"name": written_by}
        super().__init__(message, written_by=written_by)


class NothingWritten(Refusal):
    """The draft would be the same as what stands."""

    code = "nothing-written"

    def __init__(self) -> None:
        super().__init__(_("Nothing was changed."))


class UnfitStatements(Refusal):
    """Some statements cannot stand as they are written."""

    code = "unfit-statements"

    def __init__(self, problems: Mapping[int, Sequence[str]]) -> None:
        super().__init__(
            ngettext(
                "Nothing was saved yet: %(count)d sentence has something to correct.",
                "Nothing was saved yet: %(count)d sentences have something to correct.",
                len(problems),
            )
            % {"count": len(problems)},
            statements=sorted(problems),
        )
        self.problems = problems
        """The place of each, from 0, to what is wrong with it."""


class SameStatementWritten(Refusal):
    """Somebody else wrote the same statement meanwhile: whoever saves chooses."""

    code = "same-statement-written"

    def __init__(self, merged: Merged) -> None:
        keys = [conflict.key for conflict in merged.conflicts]
        super().__init__(
            ngettext(
                "Nothing was saved yet: somebody else has written the same sentence. "
                "Both wordings stand below; choose.",
                "Nothing was saved yet: somebody else has written %(count)d of the same sentences. "
                "Both wordings stand below; choose.",
                len(keys),
            )
            % {"count": len(keys)},
            statements=keys,
        )
        self.merged = merged


class DraftChanged(Refusal):
    """The draft is no longer what was seen, or is gone."""

    code = "draft-changed"

    def __init__(self) -> None:
        super().__init__(
            _("The draft has changed since you opened this page. Look at it once more.")
        )


class NotInReview(Refusal):
    """Only a draft that waits for review is published or sent back."""

    code = "not-in-review"

    def __init__(self) -> None:
        super().__init__(_("This draft has not been sent for review."))


class InReview(Refusal):
    """A draft is sent for review once."""

    code = "in-review"

    def __init__(self) -> None:
        super().__init__(_("This draft waits for review already."))


class ReviewedByItsWriter(Refusal):
    """A second person publishes."""

    code = "reviewed-by-its-writer"

    def __init__(self, others: Sequence[str]) -> None:
        if others:
            message = _("Whoever wrote in a draft does not publish it. These can: %(names)s.") % {
                "names": ", ".join(others)
            }
        else:
            message = _(
                "Whoever wrote in a draft does not publish it, and nobody else here may. "
                "The director can give a second person the role of editor."
            )
        super().__init__(message, others=list(others))


class DraftIsBehind(Refusal):
    """The passage changed under the draft, in a statement that the draft changes too."""

    code = "draft-is-behind"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The published text has changed meanwhile in a sentence that the draft changes too. "
                "Send it back: its writer chooses between the two wordings."
            )
        )


class WouldDisappear(Refusal):
    """Publishing this would take the passage from the public."""

    code = "would-disappear"

    def __init__(self, reasons: Sequence[object]) -> None:
        super().__init__(
            _("With this draft the public would no longer see the text. %(reasons)s")
            % {"reasons": " ".join(str(reason) for reason in reasons)},
            reasons=[str(reason) for reason in reasons],
        )
