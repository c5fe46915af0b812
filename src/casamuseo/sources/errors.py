"""Refusals of the sources, each with a code and its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal

if TYPE_CHECKING:
    from casamuseo.sources.models import Source, Statement


class SourceIsCited(Refusal):
    """A source on which statements rest cannot be deleted, only withdrawn."""

    code = "source-is-cited"

    def __init__(self, source: Source, statements: list[Statement]) -> None:
        super().__init__(
            _("“%(source)s” is cited and cannot be deleted. It can be withdrawn.")
            % {"source": source.title},
            source=source.key,
            statements=[f"{one.passage.key}#{one.key}" for one in statements],
        )
        self.source = source
        self.statements = statements


class SourceIsWithdrawn(Refusal):
    """A source is withdrawn once."""

    code = "source-is-withdrawn"

    def __init__(self, source: Source) -> None:
        super().__init__(
            _("“%(source)s” has already been withdrawn.") % {"source": source.title},
            source=source.key,
        )


class NotASentence(Refusal):
    """The words cannot stand as one sentence of a passage."""

    code = "not-a-sentence"

    def __init__(self, problem: str, *, language: str) -> None:
        super().__init__(f"{language}: {problem}", language=language)


class NothingRevised(Refusal):
    """The revision is the same as what stands."""

    code = "nothing-revised"

    def __init__(self, statement: Statement) -> None:
        super().__init__(_("Nothing was changed."), statement=statement.key)
