"""Whether what somebody wrote can stand as statements: each sentence, each citation, each signature."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from casamuseo.kernel.texts import Text
from casamuseo.sources.drafting import WrittenStatement
from casamuseo.sources.errors_passages import UnfitStatements
from casamuseo.sources.models import Signatory, Source
from casamuseo.sources.sentences import problem_with

LONGEST = 2000
"""Letters of a sentence; nobody reads a longer one."""
_UNFIT_LOCATOR = re.compile(r"[\x00-\x1f\[\];{}@]")


def refuse_unfit(statements: Sequence[WrittenStatement]) -> None:
    """Refuses with UnfitStatements, naming each by its place from 0. Two queries."""
    cited = {citation.source for one in statements for citation in one.citations}
    known = set(Source.objects.filter(key__in=cited).values_list("key", flat=True))
    signing = {one.signature.by for one in statements if one.signature}
    signatories = set(Signatory.objects.filter(key__in=signing).values_list("key", flat=True))
    found = {
        place: list(_problems(one, sources=known, signatories=signatories))
        for place, one in enumerate(statements)
    }
    problems = {place: said for place, said in found.items() if said}
    if problems:
        raise UnfitStatements(problems)


def _problems(
    statement: WrittenStatement, *, sources: Collection[str], signatories: Collection[str]
) -> Iterator[str]:
    if not statement.text:
        yield _("The sentence has no words in any language. Remove it if it is not wanted.")
    yield from _problems_of(statement.text)
    yield from _problems_of(statement.counter_text)
    for citation in statement.citations:
        if citation.source not in sources:
            yield _("There is no source “%(key)s”.") % {"key": citation.source}
        if len(citation.locator) > 200 or _UNFIT_LOCATOR.search(citation.locator):
            yield _("A place in a source is short and without ; @ [ ] { }: p. 34")
    if statement.signature and statement.signature.by not in signatories:
        yield _("Nobody who may sign has the key “%(key)s”.") % {"key": statement.signature.by}


def _problems_of(text: Text) -> Iterator[str]:
    for language in text:
        words = text[language].words
        if not words:
            continue
        problem = problem_with(words)
        if problem:
            yield f"{language}: {problem}"
        elif len(words) > LONGEST:
            yield f"{language}: " + _("the sentence is longer than %(most)d letters") % {
                "most": LONGEST
            }
