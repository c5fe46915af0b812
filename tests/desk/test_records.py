"""Stories, happenings, journeys and persons on the desk: one set of pages, and nobody's work lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.authority.models import CorporateBody, GeographicPlace, Person, Term
from casamuseo.kernel import clock
from casamuseo.kernel.recording import seen_of
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage
from casamuseo.story.actions.journeys import journey_seen
from casamuseo.story.models import Exhibition, GuideStop, Happening, Journey, JourneyStop, Story
from tests.cast import NOON, a_house, a_person, a_place, an_object
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db

STORY = {"title_es": "El ataque", "title_en": "The attack", "order": "1"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def editor() -> Client:
    a_house()
    return signed_in(a_member("editor"))


def rows(*each: dict[str, str], were: int = 0) -> dict[str, str]:
    typed = {"r-TOTAL_FORMS": str(len(each)), "r-INITIAL_FORMS": str(were)}
    for number, row in enumerate(each):
        typed |= {f"r-{number}-{name}": value for name, value in row.items()}
    return typed


def a_story(**fields: Any) -> Story:
    more = {"title": Text.of(es="El ataque", en="The attack"), **fields}
    return Story.objects.create(key="ataque", slug=Text.of(es="ataque"), order=1, **more)


def test_the_hub_leads_to_every_kind() -> None:
    page = editor().get("/desk/records/").content.decode()

    for kind in ("stories", "happenings", "journeys", "exhibitions", "guide", "persons", "terms"):
        assert f'href="/desk/records/{kind}/"' in page


def test_a_kind_that_is_not_there_is_not_found() -> None:
    assert editor().get("/desk/records/secrets/").status_code == 404


def test_a_story_is_added_with_what_it_names() -> None:
    browser = editor()
    person, desk, study = a_person(), an_object(), a_place()

    response = browser.post(
        "/desk/records/stories/add/",
        {
            **STORY,
            "persons": "León Trotsky\n",
            "museum_objects": "d-001",
            "places": [str(study.pk)],
        },
    )

    story = Story.objects.get()
    assert response["Location"] == f"/desk/records/stories/{story.pk}/"
    assert (story.key, story.slug.to_json()) == (
        "el-ataque",
        {"es": "el-ataque", "en": "the-attack"},
    )
    assert list(story.persons.all()) == [person]
    assert list(story.museum_objects.all()) == [desk]
    assert list(story.places.all()) == [study]
    page = browser.get(response["Location"]).content.decode()
    assert "León Trotsky</textarea>" in page
    assert "D-001</textarea>" in page


def test_what_is_not_there_is_named_and_what_was_typed_is_kept() -> None:
    response = editor().post(
        "/desk/records/stories/add/",
        {**STORY, "persons": "Nobody, Nora", "museum_objects": "X-9", "slug_es": "Mal Hecho"},
    )

    assert response.status_code == 422
    words = words_of(response)
    assert "There is no person sorted as “Nobody, Nora”." in words
    assert "There is no object with the number “X-9”." in words
    assert "“Mal Hecho” has something else than small letters, digits and hyphens." in words
    assert "Nobody, Nora</textarea>" in response.content.decode()
    assert not Story.objects.exists()


def test_of_two_who_change_a_story_the_second_sees_both_and_may_save_again() -> None:
    browser = editor()
    story = a_story()
    typed = {**STORY, "title_es": "El asalto", "seen": seen_of(story)}
    Story.objects.update(title=Text.of(es="La agresión", en="The attack"))
    address = f"/desk/records/stories/{story.pk}/"

    refused = browser.post(address, typed)

    assert refused.status_code == 422
    words = words_of(refused)
    assert "Somebody saved this while you were writing." in words
    assert "Title Español: La agresión · English: The attack" in words
    page = refused.content.decode()
    assert 'value="El asalto"' in page
    story.refresh_from_db()
    assert f'name="seen" value="{seen_of(story)}"' in page
    assert browser.post(address, {**typed, "seen": seen_of(story)}).status_code == 302
    story.refresh_from_db()
    assert story.title["es"].words == "El asalto"


def test_a_record_goes_to_its_text_which_is_begun_once() -> None:
    browser = editor()
    story = a_story()

    first = browser.post(f"/desk/records/stories/{story.pk}/text/")
    again = browser.post(f"/desk/records/stories/{story.pk}/text/")

    passage = Passage.objects.get()
    assert passage.key == "stories/ataque"
    assert first["Location"] == again["Location"] == f"/desk/texts/{passage.pk}/"


def test_terms_have_no_text() -> None:
    browser = editor()
    term = Term.objects.create(key="wood", vocabulary="material", label=Text.of(es="Madera"))

    assert browser.post(f"/desk/records/terms/{term.pk}/text/").status_code == 404


def test_a_person_whom_a_story_names_is_not_deleted() -> None:
    browser = editor()
    person = a_person()
    a_story().persons.add(person)

    browser.post(f"/desk/records/persons/{person.pk}/delete/")

    assert said(browser.get("/desk/records/")) == [
        "“León Trotsky” cannot be deleted, for others need it: “El ataque”."
    ]
    assert Person.objects.exists()


def test_a_happening_keeps_the_date_as_written() -> None:
    browser = editor()
    typed = {"title_es": "El ataque", "happened": "24 de mayo de 1940"}

    browser.post("/desk/records/happenings/add/", typed)
    refused = browser.post(
        "/desk/records/happenings/add/", typed | {"happened": "a good while ago"}
    )

    happening = Happening.objects.get()
    assert happening.happened is not None
    assert happening.happened.words == "24 de mayo de 1940"
    assert str(happening.earliest_on) == "1940-05-24"
    assert refused.status_code == 422
    assert "“a good while ago” is no date that can be put in order." in words_of(refused)
    assert "El ataque 24 May 1940" in words_of(browser.get("/desk/records/happenings/"))


def name(text: str, language: str = "es", kind: str = "preferred") -> dict[str, str]:
    return {"text": text, "language": language, "kind": kind}


def test_a_person_has_names_in_rows_and_is_found_by_any_of_them() -> None:
    browser = editor()
    a_person("rivera", "Rivera, Diego")

    response = browser.post(
        "/desk/records/persons/add/",
        {
            "sort_name": "Sedova, Natalia",
            "born": "1882",
            **rows(name("Natalia Sedova"), name("Наталья Седова", "ru"), name("")),
        },
    )

    person = Person.objects.get(key="sedova-natalia")
    assert response["Location"] == f"/desk/records/persons/{person.pk}/"
    assert [each["text"] for each in person.names] == ["Natalia Sedova", "Наталья Седова"]
    assert person.slug["es"].words == "sedova-natalia"
    for wanted in ("sedova", "Седова", "natalia"):
        words = words_of(browser.get("/desk/records/persons/", {"q": wanted}))
        assert "Sedova, Natalia" in words
        assert "Rivera" not in words


def test_a_person_without_a_preferred_name_is_refused_with_the_names_kept() -> None:
    response = editor().post(
        "/desk/records/persons/add/",
        {"sort_name": "Sedova", **rows(name("Natasha", kind="variant"))},
    )

    assert response.status_code == 422
    assert "One of the names is the preferred one." in words_of(response)
    assert 'value="Natasha"' in response.content.decode()


def test_one_more_row_is_given_without_saving() -> None:
    response = editor().post(
        "/desk/records/bodies/add/",
        {"sort_name": "INBAL", "do": "row", **rows(name("INBAL"))},
    )

    assert response.status_code == 200
    page = response.content.decode()
    assert 'name="r-0-text" value="INBAL"' in page
    assert 'name="r-1-text"' in page
    assert not CorporateBody.objects.exists()


def test_a_journey_has_its_stations_in_the_order_of_their_numbers() -> None:
    browser = editor()
    towns = {
        key: str(GeographicPlace.objects.create(key=key, name=Text.of(es=key.title())).pk)
        for key in ("oslo", "paris")
    }

    browser.post(
        "/desk/records/journeys/add/",
        {
            "title_es": "El exilio",
            **rows(
                {"at": towns["paris"], "position": "2", "arrived": "1933"},
                {"at": towns["oslo"], "position": "1"},
            ),
        },
    )

    journey = Journey.objects.get()
    assert list(journey.stops.values_list("key", flat=True)) == ["oslo", "paris"]
    response = browser.post(
        f"/desk/records/journeys/{journey.pk}/",
        {
            "title_es": "El exilio",
            "slug_es": "el-exilio",
            "seen": journey_seen(journey),
            **rows(
                {"key": "oslo", "at": towns["oslo"], "position": "1", "DELETE": "on"},
                {"key": "paris", "at": towns["paris"], "position": "2", "arrived": "1933"},
                were=2,
            ),
        },
    )
    assert response.status_code == 302
    stop = JourneyStop.objects.get()
    assert stop.key == "paris"
    text = browser.post(f"/desk/records/stations/{stop.pk}/text/")
    assert text["Location"] == f"/desk/texts/{Passage.objects.get().pk}/"
    assert Passage.objects.get().key == "journeys/el-exilio/paris"


def test_exhibitions_stops_towns_and_terms_are_added() -> None:
    browser = editor()
    study = a_place()

    browser.post(
        "/desk/records/exhibitions/add/",
        {"title_es": "La casa", "begins": "1990", "place": str(study.pk)},
    )
    browser.post(
        "/desk/records/guide/add/",
        {"number": "7", "title_es": "El despacho", "place": str(study.pk)},
    )
    browser.post(
        "/desk/records/towns/add/",
        {"name_es": "Coyoacán", "country": "MX", "latitude": "19.35", "longitude": "-99.16"},
    )
    browser.post("/desk/records/terms/add/", {"vocabulary": "material", "label_es": "Madera"})
    twice = browser.post(
        "/desk/records/guide/add/",
        {"number": "7", "title_es": "Otra vez", "place": str(study.pk)},
    )

    begins = Exhibition.objects.get().begins
    assert begins is not None
    assert begins.words == "1990"
    assert GuideStop.objects.get().place == study
    assert GeographicPlace.objects.get().latitude == 19.35
    assert Term.objects.get().key == "madera"
    assert "The guide has a stop 7 already." in words_of(twice)


@pytest.mark.parametrize("kind", ["stories", "persons"])
def test_a_list_takes_the_same_queries_for_one_and_for_three(kind: str) -> None:
    browser = editor()
    counted = []
    for number in range(2):
        for each in "ab"[: number + 1]:
            a_person(f"{each}{number}")
            Story.objects.create(key=f"{each}{number}", title=Text.of(es=each))
        browser.get(f"/desk/records/{kind}/")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/desk/records/{kind}/", {"q": "a"})
        counted.append(len(queries))

    assert counted[0] == counted[1]
