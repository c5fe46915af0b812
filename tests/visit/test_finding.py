"""Orders are found by whoever they are for, however it is typed."""

from __future__ import annotations

import pytest

from casamuseo.visit.actions.ordering import Contact
from casamuseo.visit.finding import find_orders, folded
from tests.visit.cast import an_open_house, an_order

pytestmark = pytest.mark.django_db


def named(name: str, email: str = "") -> str:
    contact = Contact(language="es", name=name, email=email)
    return an_order(key=name, contact=contact).code


def found(words: str) -> list[str]:
    return [order.code for order in find_orders(words).order_by("pk")]


def test_accents_and_capitals_make_no_difference() -> None:
    an_open_house()
    jose = named("José Núñez", "Pepe@Example.org")
    maria = named("MARIA GÜEMES")

    assert found("jose") == found("JOSÉ") == found("nunez josé") == [jose]
    assert found("pepe@example") == [jose]
    assert found("maría guemes") == found("Güe") == [maria]
    assert found("jose guemes") == []


def test_what_is_a_sign_to_the_database_is_only_a_letter() -> None:
    an_open_house()
    named("Ana Robles")

    assert found("%") == found("a_a") == []


def test_the_folded_words_fit_their_column() -> None:
    assert len(folded("ﷺ" * 120, "a" * 254)) == 400
