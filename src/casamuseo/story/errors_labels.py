"""Refusals of labels, each with a code and its facts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class NotPublished(Refusal):
    """What the public does not see is not printed for a wall, only as a draft to be read."""

    code = "not-published"

    def __init__(self, passage: str) -> None:
        super().__init__(
            _("“%(passage)s” is not published: it prints as a draft, and no copy is recorded.")
            % {"passage": passage},
            passage=passage,
        )


class AlreadyRemoved(Refusal):
    """A copy that was removed is neither hung nor removed again."""

    code = "already-removed"

    def __init__(self) -> None:
        super().__init__(_("This copy has been removed already."))


class NoLanguageChosen(Refusal):
    """A label is printed in at least one language of the house."""

    code = "no-language-chosen"

    def __init__(self) -> None:
        super().__init__(_("Choose at least one language for the label."))
