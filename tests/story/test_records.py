"""Stories, happenings, journeys, exhibitions, stops of the guide, persons: written, kept, let go."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casamuseo.authority.actions.persons import (
    BodyAsked,
    PersonAsked,
    add_body,
    add_person,
    change_person,
)
from casamuseo.authority.actions.vocabulary import (
    GeographicPlaceAsked,
    TermAsked,
    add_geographic_place,
    add_term,
    change_term,
    delete_geographic_place,
    delete_term,
)
from casamuseo.authority.errors import HalfCoordinates, UnfitNames, WrongBroader
from casamuseo.authority.models import CorporateBody, GeographicPlace, Person, Term
from casamuseo.collection.errors_loans import OnLoan
from casamuseo.collection.models import Loan, MuseumObject
from casamuseo.kernel.dates import parse_date
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.recording import ChangedMeanwhile, SlugIsTaken, StillNeeded, seen_of
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage
from casamuseo.sources.speaking import HasText
from casamuseo.story.actions import exhibitions, guide_stops, happenings, journeys, stories
from casamuseo.story.actions.portraits import begin_portrait, delete_with_portrait
from casamuseo.story.errors import EndsBeforeItBegins, NeedsDate, StopNumberIsTaken
from casamuseo.story.models import GuideStop, Happening, Journey, JourneyStop, Portrait, Story
from tests.cast import BERTA, NOON, a_person, a_place, a_statement, an_object

pytestmark = pytest.mark.django_db

TITLE = Text.of(es="El ataque de mayo", en="The attack of May")
SLUG = Text.of(es="el-ataque", en="the-attack")
WHO: dict[str, Any] = {"by": BERTA, "at": NOON}


def a_story(**fields: Any) -> Story:
    asked = stories.StoryAsked(**{"title": TITLE, "slug": SLUG, **fields})
    return stories.add_story(asked, **WHO)


def test_a_story_is_added_with_what_it_names() -> None:
    person, desk, study = a_person(), an_object(), a_place()
    edition = Edition.current()

    story = a_story(persons=[person], museum_objects=[desk], places=[study])

    assert story.key == "el-ataque-de-mayo"
    assert list(story.persons.all()) == [person]
    assert list(story.museum_objects.all()) == [desk]
    assert list(story.places.all()) == [study]
    assert Edition.current() == edition + 1
    change = Change.objects.get()
    assert (change.action, change.kind, change.key, change.actor) == (
        "add",
        "story.story",
        "el-ataque-de-mayo",
        BERTA,
    )


def test_two_stories_have_two_keys_and_two_addresses() -> None:
    a_story()

    with pytest.raises(SlugIsTaken) as refused:
        a_story(slug=Text.of(es="otra", en="the-attack"))
    second = a_story(slug=Text.of(es="the-attack", en="another"))

    assert refused.value.facts == {"slug": "the-attack"}
    assert second.key == "el-ataque-de-mayo-2"


def test_a_retitled_story_leaves_its_translation_stale_and_its_key_alone() -> None:
    story = a_story()
    title = Text.of(es="El asalto", en="The attack of May")

    stories.change_story(story, asked=stories.StoryAsked(title, SLUG), seen=seen_of(story), **WHO)

    story.refresh_from_db()
    assert (story.key, story.title["es"].words) == ("el-ataque-de-mayo", "El asalto")
    assert story.title.is_stale("en")
    assert story.slug.to_json() == {"es": "el-ataque", "en": "the-attack"}


def test_of_two_who_change_a_story_the_second_is_told() -> None:
    story, person = a_story(), a_person()
    seen = seen_of(story)
    asked = stories.StoryAsked(TITLE, SLUG, persons=[person])
    stories.change_story(story, asked=asked, seen=seen, **WHO)

    with pytest.raises(ChangedMeanwhile):
        stories.change_story(story, asked=stories.StoryAsked(TITLE, SLUG), seen=seen, **WHO)

    assert list(story.persons.all()) == [person]


def test_a_begun_text_does_not_make_what_was_seen_old() -> None:
    story = a_story()
    seen = seen_of(story)

    passage = stories.begin_text(story, **WHO)

    assert passage.key == "stories/el-ataque-de-mayo"
    story.refresh_from_db()
    assert story.passage == passage
    assert seen_of(story) == seen


def test_a_story_that_said_something_is_not_deleted() -> None:
    story = a_story()
    a_statement(stories.begin_text(story, **WHO))

    with pytest.raises(HasText):
        stories.delete_story(story, **WHO)

    assert Story.objects.exists()


def test_a_story_that_said_nothing_goes_with_its_passage() -> None:
    story = a_story()
    stories.begin_text(story, **WHO)

    stories.delete_story(story, **WHO)

    assert not Story.objects.exists()
    assert not Passage.objects.exists()


def a_happening(words: str = "24 de mayo de 1940", **fields: Any) -> Happening:
    asked = happenings.HappeningAsked(TITLE, parse_date(words), **fields)
    return happenings.add_happening(asked, **WHO)


def test_a_happening_keeps_its_date_as_written_and_knows_its_bounds() -> None:
    happening = a_happening("mayo de 1940")

    happening.refresh_from_db()
    assert happening.happened is not None
    assert happening.happened.words == "mayo de 1940"
    assert (happening.earliest_on, happening.latest_on) == (date(1940, 5, 1), date(1940, 5, 31))

    asked = happenings.HappeningAsked(TITLE, parse_date("1941"))
    happenings.change_happening(happening, asked=asked, seen=seen_of(happening), **WHO)
    happening.refresh_from_db()
    assert (happening.earliest_on, happening.latest_on) == (date(1941, 1, 1), date(1941, 12, 31))


def test_a_happening_without_a_date_that_is_understood_is_refused() -> None:
    with pytest.raises(NeedsDate) as refused:
        a_happening("un día de esos")

    assert refused.value.facts == {"words": "un día de esos"}
    assert not Happening.objects.exists()


def an_exhibition(things: list[MuseumObject], *, until: str | None = None) -> Any:
    asked = exhibitions.ExhibitionAsked(
        TITLE,
        SLUG,
        begins=parse_date("1990"),
        ends=parse_date(until) if until else None,
        museum_objects=things,
    )
    return exhibitions.add_exhibition(asked, **WHO)


def lend(thing: MuseumObject) -> None:
    loan = Loan.objects.create(
        loan_number="L-1",
        direction="out",
        state="agreed",
        partner="Museo Amigo",
        begins_on=NOON.date(),
        ends_on=NOON.date(),
        recorded_by=BERTA,
        recorded_at=NOON,
    )
    loan.items.create(museum_object=thing, sent_on=NOON.date())


def test_what_is_out_on_loan_is_not_shown_in_an_exhibition_that_runs() -> None:
    desk = an_object()
    lend(desk)

    with pytest.raises(OnLoan):
        an_exhibition([desk])
    assert list(an_exhibition([desk], until="1995").museum_objects.all()) == [desk]


def test_what_was_shown_before_it_was_lent_does_not_bar_another_title() -> None:
    desk, lamp = an_object(), an_object("lamp", number="L-2")
    shown = an_exhibition([desk])
    lend(desk)
    asked = exhibitions.ExhibitionAsked(TITLE, SLUG, museum_objects=[desk, lamp])

    exhibitions.change_exhibition(shown, asked=asked, seen=seen_of(shown), **WHO)

    assert set(shown.museum_objects.all()) == {desk, lamp}


def test_an_exhibition_does_not_end_before_it_begins() -> None:
    with pytest.raises(EndsBeforeItBegins):
        an_exhibition([], until="1989")


def test_a_stop_of_the_guide_takes_its_text_along_under_another_number() -> None:
    study = a_place()
    stop = guide_stops.add_guide_stop(guide_stops.GuideStopAsked(7, TITLE, study), **WHO)
    passage = guide_stops.begin_text(stop, **WHO)
    Passage.objects.create(key="easy-read/guide/7", register="easy-read", of=passage)
    stop.refresh_from_db()

    guide_stops.change_guide_stop(
        stop, asked=guide_stops.GuideStopAsked(8, TITLE, study), seen=seen_of(stop), **WHO
    )

    assert GuideStop.objects.get().number == 8
    assert set(Passage.objects.values_list("key", flat=True)) == {"guide/8", "easy-read/guide/8"}
    told = Change.objects.filter(kind="story.guidestop").order_by("pk")
    assert list(told.values_list("action", "key")) == [
        ("add", "7"),
        ("begin-text", "7"),
        ("renumber", "7"),
        ("change", "8"),
    ]


def test_a_number_leads_to_one_stop() -> None:
    study = a_place()
    asked = guide_stops.GuideStopAsked(7, TITLE, study)
    guide_stops.add_guide_stop(asked, **WHO)
    other = guide_stops.add_guide_stop(guide_stops.GuideStopAsked(8, TITLE, study), **WHO)

    with pytest.raises(StopNumberIsTaken):
        guide_stops.add_guide_stop(asked, **WHO)
    with pytest.raises(StopNumberIsTaken):
        guide_stops.change_guide_stop(other, asked=asked, seen=seen_of(other), **WHO)


def a_town(key: str = "oslo") -> GeographicPlace:
    name = Text.of(es=key.title(), en=key.title())
    return add_geographic_place(GeographicPlaceAsked(name), **WHO)


def a_journey(*stations: journeys.StationAsked) -> Journey:
    asked = journeys.JourneyAsked(TITLE, SLUG)
    return journeys.add_journey(asked, stations=stations, **WHO)


def change(journey: Journey, *stations: journeys.StationAsked, seen: str = "") -> None:
    journeys.change_journey(
        journey,
        asked=journeys.JourneyAsked(TITLE, SLUG),
        stations=stations,
        seen=seen or journeys.journey_seen(journey),
        **WHO,
    )


def test_a_journey_has_the_stations_that_were_asked_in_their_order() -> None:
    oslo, paris = a_town(), a_town("paris")
    journey = a_journey(journeys.StationAsked(oslo), journeys.StationAsked(paris))
    passage = journeys.begin_text_of_station(JourneyStop.objects.get(key="paris"), **WHO)
    assert passage.key == "journeys/el-ataque-de-mayo/paris"
    seen = journeys.journey_seen(journey)

    change(
        journey,
        journeys.StationAsked(paris, key="paris", arrived=parse_date("1933")),
        journeys.StationAsked(oslo, title=Text.of(es="Otra vez")),
        seen=seen,
    )

    assert list(journey.stops.values_list("key", "position")) == [("paris", 0), ("otra-vez", 1)]
    with pytest.raises(ChangedMeanwhile):
        change(journey, seen=seen)


def test_a_station_that_said_something_is_not_left_out() -> None:
    journey = a_journey(journeys.StationAsked(a_town()))
    a_statement(journeys.begin_text_of_station(JourneyStop.objects.get(), **WHO))

    with pytest.raises(HasText):
        change(journey)

    assert JourneyStop.objects.exists()


def test_a_journey_is_deleted_with_its_silent_stations() -> None:
    journey = a_journey(journeys.StationAsked(a_town()))
    journeys.begin_text_of_station(JourneyStop.objects.get(), **WHO)
    journeys.begin_text(journey, **WHO)

    journeys.delete_journey(journey, **WHO)

    assert not Journey.objects.exists()
    assert not Passage.objects.exists()


def name(text: str, language: str = "es", kind: str = "preferred") -> dict[str, str]:
    return {"text": text, "language": language, "kind": kind}


def asked_person(*names: dict[str, str], **fields: Any) -> PersonAsked:
    more = {"slug": Text.of(es="natalia-sedova"), **fields}
    return PersonAsked("Sedova, Natalia", list(names), **more)


def test_a_person_has_names_in_languages_and_scripts() -> None:
    names = (name("Natalia Sedova"), name("Наталья Седова", "ru"), name("Natasha", kind="variant"))

    person = add_person(asked_person(*names, born=parse_date("1882")), **WHO)

    person.refresh_from_db()
    assert person.key == "sedova-natalia"
    assert person.name_in("ru") == "Наталья Седова"
    assert [other["text"] for other in person.other_names("es")] == ["Наталья Седова", "Natasha"]


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ([], "none"),
        ([name("Natasha", kind="variant")], "none"),
        ([name("Natalia"), name("Natalie")], "two"),
    ],
)
def test_a_person_has_one_preferred_name_a_language(
    names: list[dict[str, str]], problem: str
) -> None:
    with pytest.raises(UnfitNames) as refused:
        add_person(asked_person(*names), **WHO)

    assert refused.value.facts["problem"] == problem
    assert not Person.objects.exists()


def test_nobody_dies_before_they_are_born() -> None:
    person = add_person(asked_person(name("Natalia")), **WHO)
    asked = asked_person(name("Natalia"), born=parse_date("1962"), died=parse_date("1882"))

    with pytest.raises(EndsBeforeItBegins):
        change_person(person, asked=asked, seen=seen_of(person), **WHO)


def test_a_person_whom_a_story_names_is_not_deleted_and_the_story_is_named() -> None:
    person = a_person()
    a_story(persons=[person])

    with pytest.raises(StillNeeded) as refused:
        delete_with_portrait(person, **WHO)

    assert refused.value.needs == ["El ataque de mayo"]
    assert str(refused.value) == (
        "“León Trotsky” cannot be deleted, for others need it: “El ataque de mayo”."
    )


def test_a_person_is_deleted_with_a_portrait_that_says_nothing_and_not_with_one_that_does() -> None:
    person, other = a_person(), a_person("natalia", "Natalia Sedova")
    passage = begin_portrait(person, **WHO)
    assert begin_portrait(person, **WHO) == passage
    assert passage.key == "persons/trotsky"
    a_statement(begin_portrait(other, **WHO))

    delete_with_portrait(person, **WHO)
    with pytest.raises(HasText):
        delete_with_portrait(other, **WHO)

    assert list(Person.objects.all()) == [other]
    assert Portrait.objects.get().person == other


def test_a_corporate_body_has_its_own_portrait() -> None:
    asked = BodyAsked("INBAL", [name("INBAL")], Text.of(es="inbal"))
    body = add_body(asked, **WHO)

    assert begin_portrait(body, **WHO).key == "corporate-bodies/inbal"
    delete_with_portrait(body, **WHO)
    assert not CorporateBody.objects.exists()


def test_a_town_where_a_journey_stops_is_not_deleted() -> None:
    oslo = a_town()
    a_journey(journeys.StationAsked(oslo))

    with pytest.raises(StillNeeded) as refused:
        delete_geographic_place(oslo, **WHO)

    assert refused.value.needs == ["El ataque de mayo"]


def test_half_a_position_on_earth_is_none() -> None:
    with pytest.raises(HalfCoordinates):
        add_geographic_place(GeographicPlaceAsked(TITLE, latitude=19.3), **WHO)


def test_a_term_is_not_broader_than_itself_and_one_that_is_carried_stays() -> None:
    furniture = add_term(TermAsked("object-kind", Text.of(es="Mueble")), **WHO)
    table = add_term(TermAsked("object-kind", Text.of(es="Mesa"), broader=furniture), **WHO)
    wood = add_term(TermAsked("material", Text.of(es="Madera")), **WHO)
    an_object(kind=table)

    for term, broader in ((furniture, table), (table, wood)):
        asked = TermAsked("object-kind", Text.of(es="Mueble"), broader=broader)
        with pytest.raises(WrongBroader):
            change_term(term, asked=asked, seen=seen_of(term), **WHO)
    with pytest.raises(StillNeeded):
        delete_term(table, **WHO)
    delete_term(wood, **WHO)
    assert Term.objects.count() == 2
