"""Two translators at the same sentence at the same moment: real processes."""

from __future__ import annotations

import pytest

from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.texts import Text
from casamuseo.sources.actions_translating import Seen, translate_statement
from casamuseo.sources.models import Passage, Statement
from tests.cast import NOON, a_passage, a_statement
from tests.visit.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_six_translators_one_writes_and_the_others_are_told() -> None:
    statement = a_statement(a_passage(), text=Text.of(es="La mesa."))
    seen = Seen.now(statement.text, "en")

    def act(number: int) -> str:
        try:
            text = translate_statement(
                Statement.objects.get(pk=statement.pk),
                language="en",
                words=f"Table {number}.",
                seen=seen,
                languages=["es", "en"],
                by=f"T{number}",
                at=NOON,
            )
        except Refusal as refused:
            return refused.code
        return text["en"].words or ""

    said = race(act, processes=6)

    statement.refresh_from_db()
    assert sorted(said) == [statement.text["en"].words, *["translated-meanwhile"] * 5]
    assert Passage.objects.get().version == 2
    assert statement.revisions.count() == 1
