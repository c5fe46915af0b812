"""Persons and corporate bodies: who they were to the house, by all their names."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.authority.models import CorporateBody, Person
from casamuseo.collection.models import MuseumObject, ObjectPerson
from casamuseo.story.models import Happening
from casamuseo.web import addresses, json_ld
from casamuseo.web.kept import MOST_TOLD, in_tiles, journeys, stories_of
from casamuseo.web.pages import Crumb, in_language, page
from casamuseo.web.reading import Notes, first_words, read
from casamuseo.web.shelf import keys_by_slug


@in_language
def people(request: HttpRequest, language: str) -> HttpResponse:
    """Every person and body with a published portrait."""
    return page(
        request,
        "web/people.html",
        language=language,
        section="people",
        title=gettext("People"),
        description=gettext("The people of the house and of its history."),
        address=lambda code: addresses.of_section("people", code),
        people=list(Person.objects.filter(portrait__passage__is_published=True)),
        bodies=list(CorporateBody.objects.filter(portrait__passage__is_published=True)),
    )


@in_language
def agent(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One person or body."""
    who = _agent(slug, language)
    portrait = getattr(who, "portrait", None)
    notes = Notes()
    crumbs = [Crumb(gettext("People"), addresses.of_section("people", language))]
    paragraphs = read(portrait.passage if portrait else None, language=language, notes=notes)
    return page(
        request,
        "web/person.html",
        language=language,
        section="people",
        title=who.name_in(language),
        description=first_words(paragraphs),
        address=lambda code: addresses.of_agent(who, code),
        crumbs=crumbs,
        json_ld=[json_ld.agent(who, language=language)],
        picture=f"/{language}/og/person/{who.key}.png",
        who=who,
        is_person=isinstance(who, Person),
        paragraphs=paragraphs,
        **(_linked(who) if isinstance(who, Person) else {}),
        notes=notes,
    )


def _linked(person: Person) -> dict[str, Any]:
    """What else the house has of a person; of long lists the beginning."""
    told = {"passage__is_published": True}
    linked = ObjectPerson.objects.filter(person=person).order_by().values("museum_object")
    things = MuseumObject.objects.filter(**told, pk__in=linked)
    return {
        "stories": stories_of(person),
        "happenings": list(Happening.objects.filter(**told, persons=person)[:MOST_TOLD]),
        "museum_objects": in_tiles(things),
        "journeys": [journey for journey in journeys() if journey.person_id == person.pk],
    }


def _agent(slug: str, language: str) -> Person | CorporateBody:
    person = keys_by_slug("person", language).get(slug)
    if person is not None:
        persons = Person.objects.select_related("born_at", "died_at", "portrait__passage")
        return persons.get(key=person)
    body = keys_by_slug("body", language).get(slug)
    if body is not None:
        return CorporateBody.objects.select_related("seat", "portrait__passage").get(key=body)
    raise Http404
