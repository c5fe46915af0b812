"""The objects: browse and filter, and each one with its sentences and where it stood when."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from casamuseo.authority.models import Person, Term
from casamuseo.collection.lending import is_lent
from casamuseo.collection.models import MuseumObject, Placement
from casamuseo.kernel.editions import per_edition
from casamuseo.search.browse import browse_objects
from casamuseo.story.models import Happening
from casamuseo.web import addresses, json_ld
from casamuseo.web.asked import asked_for, page_number
from casamuseo.web.drawings import display_states
from casamuseo.web.kept import MOST_TOLD, give, guide_stops, stories_of, terms_by_pk
from casamuseo.web.languages import parameter
from casamuseo.web.pages import Crumb, in_language, page, preferred_language
from casamuseo.web.pictures import best_of
from casamuseo.web.reading import Notes, first_words, read
from casamuseo.web.registers import registers_of
from casamuseo.web.shelf import shelf_or_404

PAGE_SIZE = 24
FACETS = ("place", "kind", "material", "person")


@in_language
def browse(request: HttpRequest, language: str) -> HttpResponse:
    """Objects by place, kind, material, person and date, a page at a time."""
    asked = {
        name: asked_for(request, name, language=language) for name in (*FACETS, "from", "until")
    }
    number = page_number(request, language=language)
    found = browse_objects(
        language,
        place=asked["place"],
        kind=asked["kind"],
        material=asked["material"],
        person=asked["person"],
        from_year=_year(asked["from"]),
        until_year=_year(asked["until"]),
        page=number,
        size=PAGE_SIZE,
    )
    things = {
        thing.key: thing
        for thing in MuseumObject.objects.public()
        .filter(key__in=found.keys)
        .select_related("kind")
        .prefetch_related("pictures")
    }
    names = facet_names(language)
    chosen = {name: value for name, value in asked.items() if value}
    return page(
        request,
        "web/objects.html",
        language=language,
        section="objects",
        title=gettext("Objects"),
        description=gettext("The things of the house, by place, kind, date, material and person."),
        address=lambda code: addresses.of_section(
            "objects", code, **chosen, page=str(number) if number > 1 else None
        ),
        things=[things[key] for key in found.keys if key in things],
        total=found.total,
        number=number,
        last=max(1, -(-found.total // PAGE_SIZE)),
        facets={
            name: [
                (key, names[name].get(key, key), count) for key, count in found.facets.get(name, ())
            ]
            for name in FACETS
        },
        chosen=chosen,
        names=names,
        with_page=lambda n: _with(chosen, language, page=str(n) if n > 1 else None),
        without=lambda name: _with({k: v for k, v in chosen.items() if k != name}, language),
    )


@in_language
def museum_object(request: HttpRequest, language: str, number: str, slug: str = "") -> HttpResponse:
    """One object."""
    found = MuseumObject.objects.public().filter(object_number=number.replace("~", "/"))
    thing = found.select_related("passage").first()
    if thing is None:
        raise Http404
    give(thing, "kind", terms_by_pk())
    proper = addresses.of_object(thing, language)
    if slug != addresses.slug_in(thing.slug, language, key=thing.key):
        return redirect(proper, permanent=True)
    notes = Notes()
    paragraphs = read(thing.passage, language=language, notes=notes)
    description = first_words(paragraphs)
    picture = f"/{language}/og/object/{thing.key}.png"
    crumbs = [Crumb(gettext("Objects"), addresses.of_section("objects", language))]
    return page(
        request,
        "web/object.html",
        language=language,
        section="objects",
        title=thing.name.words(language),
        description=description,
        address=lambda code: addresses.of_object(thing, code),
        crumbs=crumbs,
        json_ld=[
            json_ld.museum_object(thing, language=language, description=description, image=picture),
            json_ld.breadcrumbs([(crumb.name, crumb.address) for crumb in crumbs]),
        ],
        picture=picture,
        thing=thing,
        is_lent=is_lent(thing),
        shown=best_of(thing.pictures.all()),
        paragraphs=paragraphs,
        registers=registers_of(thing.passage, language=language, notes=notes),
        materials=_materials(thing),
        person_links=list(thing.person_links.select_related("person").order_by("position")),
        placements=_placements(thing),
        stories=stories_of(thing),
        happenings=list(
            Happening.objects.filter(museum_objects=thing, passage__is_published=True)[:MOST_TOLD]
        ),
        stop=next((stop for stop in guide_stops() if stop.museum_object_id == thing.pk), None),
        notes=notes,
    )


def short_address(request: HttpRequest, number: str) -> HttpResponse:
    """The address on an object's label, `/o/D-001`: its page in the language that the phone prefers.

    Whoever works here is led to the record at the desk, which asks who they are; of a hidden object
    nobody else hears that there is one.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        response = redirect("desk:object", number=number.replace("/", "~"))
    else:
        things = MuseumObject.objects.public().only("key", "slug", "object_number")
        thing = things.filter(object_number=number.replace("~", "/")).first()
        if thing is None:
            raise Http404
        response = redirect(addresses.of_object(thing, preferred_language(request)))
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Cache-Control"] = "no-store"
    return response


def _materials(thing: MuseumObject) -> list[Term]:
    named = set(thing.materials.order_by().values_list("pk", flat=True))
    return [term for pk, term in terms_by_pk().items() if pk in named]


def _placements(thing: MuseumObject) -> list[Placement]:
    """Where it stood, in the order of the display states."""
    states = {state.pk: state for state in display_states()}
    places = shelf_or_404().places_by_pk
    placements = list(thing.placements.order_by("display_state__order", "order"))
    for placed in placements:
        give(placed, "display_state", states)
        give(placed, "place", places)
    return placements


@per_edition
def facet_names(language: str) -> dict[str, dict[str, str]]:
    """Key to name of everything that objects are filtered by."""
    terms = {term.key: term.label.words(language) for term in terms_by_pk().values()}
    return {
        "place": {place.key: place.name.words(language) for place in shelf_or_404().places},
        "kind": terms,
        "material": terms,
        "person": {person.key: person.name_in(language) for person in Person.objects.all()},
    }


def _year(asked: str) -> int | None:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 4 else None


def _with(chosen: dict[str, str], language: str, *, page: str | None = None) -> str:
    pairs = [(parameter(name, language=language), value) for name, value in chosen.items()]
    if page:
        pairs.append((parameter("page", language=language), page))
    here = addresses.of_section("objects", language)
    return f"{here}?{urlencode(pairs)}" if pairs else here
