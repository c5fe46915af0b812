"""Through whose hands an object came, with the gaps that are said and those that are derived."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casamuseo.authority.models import CorporateBody
from casamuseo.collection.actions.cataloguing import read_date
from casamuseo.collection.actions.provenance import (
    CustodyAsked,
    add_event,
    begin_custody_text,
    change_event,
    move_event,
    provenance_of,
    remove_event,
)
from casamuseo.collection.errors_objects import SeveralAgents
from casamuseo.collection.models import CustodyEvent, MuseumObject
from casamuseo.collection.terms import CustodyKind
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from tests.cast import a_person, an_object
from tests.collection.cast_objects import BY

pytestmark = pytest.mark.django_db


def owned(words: str = "", **more: object) -> CustodyAsked:
    asked = CustodyAsked(
        kind=CustodyKind.OWNED,
        certainty=Certainty.DOCUMENTED,
        happened=read_date(words, field="happened"),
    )
    return replace(asked, **more)  # type: ignore[arg-type]


def told(thing: MuseumObject) -> list[str]:
    """The steps by the words of their dates; a derived gap by its two years."""
    return [
        step.event.happened.words
        if step.event and step.event.happened
        else f"gap {step.since:%Y}-{step.until:%Y}"
        if step.since and step.until
        else "undated"
        for step in provenance_of(thing)
    ]


def test_a_step_takes_its_place_by_its_date() -> None:
    thing = an_object()
    for words in ("1940", "1920/1930", "1935"):
        add_event(thing, asked=owned(words), **BY)
    add_event(thing, asked=owned(), **BY)

    assert [step.event and step.event.order for step in provenance_of(thing) if step.event] == [
        0,
        1,
        2,
        3,
    ]
    assert told(thing) == [
        "1920/1930",
        "gap 1930-1935",
        "1935",
        "gap 1935-1940",
        "1940",
        "undated",
    ]


def test_steps_that_follow_each_other_have_no_gap_between_them() -> None:
    thing = an_object()
    for words in ("1920/1930", "1930/1940", "1925", "1941"):
        add_event(thing, asked=owned(words), **BY)

    assert not [step for step in provenance_of(thing) if step.is_derived_gap]


def test_a_gap_that_somebody_has_said_closes_the_derived_one() -> None:
    thing = an_object()
    add_event(thing, asked=owned("1920"), **BY)
    add_event(thing, asked=owned("1950"), **BY)
    assert told(thing) == ["1920", "gap 1920-1950", "1950"]

    gap = add_event(thing, asked=owned("1921/1949", kind=CustodyKind.GAP), **BY)

    assert gap.order == 1
    assert told(thing) == ["1920", "1921/1949", "1950"]


def test_a_step_is_of_one_agent() -> None:
    thing, person = an_object(), a_person()
    body = CorporateBody.objects.create(key="ira", sort_name="IRA")

    with pytest.raises(SeveralAgents):
        add_event(thing, asked=owned(person=person, other_agent="somebody"), **BY)
    with pytest.raises(SeveralAgents):
        add_event(thing, asked=owned(person=person, corporate_body=body), **BY)

    assert add_event(thing, asked=owned(other_agent=" A friend "), **BY).other_agent == "A friend"


def test_another_date_gives_a_step_another_place() -> None:
    thing = an_object()
    add_event(thing, asked=owned("1940"), **BY)
    late = add_event(thing, asked=owned("1941"), **BY)

    change_event(late, asked=owned("1939", note=Text.of(es="Carta")), **BY)

    assert told(thing) == ["1939", "1940"]


def test_undated_steps_are_put_in_order_by_hand() -> None:
    thing = an_object()
    first = add_event(thing, asked=owned(other_agent="first"), **BY)
    second = add_event(thing, asked=owned(other_agent="second"), **BY)

    move_event(second, direction="earlier", **BY)
    move_event(second, direction="earlier", **BY)

    names = [step.event.other_agent for step in provenance_of(thing) if step.event]
    assert names == ["second", "first"]
    move_event(second, direction="later", **BY)
    first.refresh_from_db()
    assert first.order == 0


def test_a_step_is_told_with_its_sources_in_a_passage_of_its_own() -> None:
    thing = an_object()
    event = add_event(thing, asked=owned("1940"), **BY)

    passage = begin_custody_text(event, **BY)

    assert passage.key == f"objects/desk/{event.key}"
    assert begin_custody_text(CustodyEvent.objects.get(), **BY) == passage


def test_a_step_is_struck_out() -> None:
    thing = an_object()
    event = add_event(thing, asked=owned("1940"), **BY)

    remove_event(event, **BY)

    assert provenance_of(thing) == []
