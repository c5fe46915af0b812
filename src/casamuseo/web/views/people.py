"""Persons and corporate bodies: who they were to the house, by all their names."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.authority.models import CorporateBody, Person
from casamuseo.collection.models import MuseumObject
from casamuseo.story.models import Happening, Journey, Portrait, Story
from casamuseo.web import addresses, json_ld
from casamuseo.web.pages import Crumb, in_language, page
from casamuseo.web.reading import Notes, first_words, read, with_statements
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
    portraits = Portrait.objects.prefetch_related(with_statements())
    if isinstance(who, Person):
        portrait = portraits.filter(person=who).first()
    else:
        portrait = portraits.filter(corporate_body=who).first()
    passage = portrait.passage if portrait else None
    notes = Notes()
    crumbs = [Crumb(gettext("People"), addresses.of_section("people", language))]
    is_person = isinstance(who, Person)
    linked: dict[str, Any] = {"persons": who} if is_person else {"pk": None}
    return page(
        request,
        "web/person.html",
        language=language,
        section="people",
        title=who.name_in(language),
        description=first_words(passage, language=language),
        address=lambda code: addresses.of_agent(who, code),
        crumbs=crumbs,
        json_ld=[json_ld.agent(who, language=language)],
        picture=f"/{language}/og/person/{who.key}.png",
        who=who,
        is_person=is_person,
        paragraphs=read(passage, language=language, notes=notes),
        stories=list(Story.objects.filter(**linked, passage__is_published=True)),
        happenings=list(Happening.objects.filter(**linked, passage__is_published=True)),
        museum_objects=list(
            MuseumObject.objects.filter(**linked, passage__is_published=True)
            .prefetch_related("pictures")
            .distinct()[:24]
        ),
        journeys=list(Journey.objects.filter(person=who)) if isinstance(who, Person) else [],
        notes=notes,
    )


def _agent(slug: str, language: str) -> Person | CorporateBody:
    person = keys_by_slug("person", language).get(slug)
    if person is not None:
        return Person.objects.select_related("born_at", "died_at").get(key=person)
    body = keys_by_slug("body", language).get(slug)
    if body is not None:
        return CorporateBody.objects.select_related("seat").get(key=body)
    raise Http404
