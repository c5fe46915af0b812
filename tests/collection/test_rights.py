"""Rights in an object, its photographs and its text, each by a canonical address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from casamuseo.collection.actions.rights import (
    RightAsked,
    add_right,
    change_right,
    has_expired,
    remove_right,
)
from casamuseo.collection.errors_objects import (
    PhotographNotOfObject,
    RightEndsBeforeItBegins,
    UnknownLicence,
)
from casamuseo.collection.licences import LICENCES, called, canonical
from casamuseo.collection.models import Right
from casamuseo.collection.terms import RightSubject
from tests.cast import an_object
from tests.collection.cast_objects import BY, a_photograph

IN_COPYRIGHT = "http://rightsstatements.org/vocab/InC/1.0/"
ASKED = RightAsked(subject=RightSubject.OBJECT, uri=IN_COPYRIGHT)


def test_every_statement_has_one_canonical_address_and_both_names() -> None:
    addresses = [licence.uri for licence in LICENCES]

    assert len(addresses) == len(set(addresses)) == 20
    assert all(uri.startswith("http://") and uri.endswith("/") for uri in addresses)
    assert all(licence.name("es") and licence.name("en") for licence in LICENCES)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://rightsstatements.org/page/InC/1.0/?language=es", IN_COPYRIGHT),
        ("http://rightsstatements.org/vocab/InC/1.0", IN_COPYRIGHT),
        (
            "https://www.creativecommons.org/licenses/by-sa/4.0/deed.es",
            "http://creativecommons.org/licenses/by-sa/4.0/",
        ),
        (
            "https://creativecommons.org/publicdomain/zero/1.0/legalcode",
            "http://creativecommons.org/publicdomain/zero/1.0/",
        ),
        ("http://rightsstatements.org/vocab/InC/9.9/", ""),
        ("https://example.org/vocab/InC/1.0/", ""),
        ("", ""),
    ],
)
def test_an_address_is_kept_in_its_canonical_spelling(written: str, meant: str) -> None:
    assert canonical(written) == meant


def test_a_statement_is_called_by_its_name_in_the_language() -> None:
    assert called(IN_COPYRIGHT, language="es") == "Protegido por derecho de autor"
    assert called(IN_COPYRIGHT, language="ru") == "In Copyright"
    assert called("http://example.org/", language="es") == "http://example.org/"


@pytest.mark.django_db
def test_a_right_is_written_down_changed_and_struck_out() -> None:
    thing = an_object()
    copied = replace(ASKED, uri="https://rightsstatements.org/page/InC/1.0/", holder="INAH")

    right = add_right(thing, asked=copied, **BY)
    assert (right.uri, right.holder) == (IN_COPYRIGHT, "INAH")

    change_right(right, asked=replace(ASKED, jurisdiction="MX"), **BY)
    assert (right.holder, right.jurisdiction) == ("", "MX")

    remove_right(right, **BY)
    assert not Right.objects.exists()


@pytest.mark.django_db
def test_what_is_no_statement_of_rights_is_refused() -> None:
    with pytest.raises(UnknownLicence):
        add_right(an_object(), asked=replace(ASKED, uri="http://example.org/mine"), **BY)


@pytest.mark.django_db
def test_a_right_that_expires_before_it_begins_is_refused() -> None:
    crooked = replace(ASKED, begins_on=date(2026, 2, 1), expires_on=date(2026, 1, 31))

    with pytest.raises(RightEndsBeforeItBegins):
        add_right(an_object(), asked=crooked, **BY)


@pytest.mark.django_db
def test_only_a_right_in_a_photograph_of_the_object_names_a_photograph() -> None:
    thing = an_object()
    own, foreign = a_photograph("photographs/own"), a_photograph("photographs/foreign")
    thing.pictures.add(own)
    in_photograph = replace(ASKED, subject=RightSubject.PHOTOGRAPH)

    assert add_right(thing, asked=replace(in_photograph, picture=own), **BY).picture == own
    with pytest.raises(PhotographNotOfObject):
        add_right(thing, asked=replace(in_photograph, picture=foreign), **BY)
    with pytest.raises(PhotographNotOfObject):
        add_right(thing, asked=replace(ASKED, picture=own), **BY)


def test_a_right_has_expired_the_day_after_its_last_one() -> None:
    right = Right(expires_on=date(2026, 11, 24))

    assert has_expired(right, on=date(2026, 11, 24)) is False
    assert has_expired(right, on=date(2026, 11, 25)) is True
    assert has_expired(Right(), on=date(2026, 11, 25)) is False
