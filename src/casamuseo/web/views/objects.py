"""The objects: browse and filter, and each one with its sentences and where it stood when."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from casamuseo.authority.models import Person, Term
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.editions import per_edition
from casamuseo.search.browse import browse_objects
from casamuseo.story.models import Exhibition, GuideStop, Happening, Story
from casamuseo.web import addresses, json_ld
from casamuseo.web.languages import parameter
from casamuseo.web.pages import Crumb, in_language, page
from casamuseo.web.pictures import best_of
from casamuseo.web.reading import Notes, first_words, read, with_statements

PAGE_SIZE = 24
FACETS = ("place", "kind", "material", "person")


@in_language
def browse(request: HttpRequest, language: str) -> HttpResponse:
    """Objects by place, kind, material, person and date, a page at a time."""
    asked = {name: _asked(request, name, language) for name in (*FACETS, "from", "until")}
    number = _page_number(_asked(request, "page", language))
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
        for thing in MuseumObject.objects.filter(key__in=found.keys)
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
    thing = (
        MuseumObject.objects.filter(object_number=number.replace("~", "/"))
        .select_related("kind")
        .prefetch_related(
            with_statements(),
            "materials",
            "pictures",
            "person_links__person",
            "placements__display_state",
            "placements__place",
            "placements__evidence",
        )
        .first()
    )
    if thing is None:
        raise Http404
    proper = addresses.of_object(thing, language)
    if slug != addresses.slug_in(thing.slug, language, key=thing.key):
        return redirect(proper, permanent=True)
    notes = Notes()
    paragraphs = read(thing.passage, language=language, notes=notes)
    description = first_words(thing.passage, language=language)
    picture = f"/{language}/og/object/{thing.key}.png"
    crumbs = [Crumb(gettext("Objects"), addresses.of_section("objects", language))]
    placements = sorted(thing.placements.all(), key=lambda placed: placed.display_state.order)
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
        shown=best_of(thing.pictures.all()),
        paragraphs=paragraphs,
        placements=placements,
        stories=list(Story.objects.filter(museum_objects=thing, passage__is_published=True)),
        happenings=list(Happening.objects.filter(museum_objects=thing, passage__is_published=True)),
        exhibitions=list(
            Exhibition.objects.filter(museum_objects=thing, passage__is_published=True)
        ),
        stop=GuideStop.objects.filter(museum_object=thing, passage__is_published=True).first(),
        notes=notes,
    )


@per_edition
def facet_names(language: str) -> dict[str, dict[str, str]]:
    """Key to name of everything that objects are filtered by."""
    terms = Term.objects.all()
    return {
        "place": {place.key: place.name.words(language) for place in Place.objects.all()},
        "kind": {term.key: term.label.words(language) for term in terms},
        "material": {term.key: term.label.words(language) for term in terms},
        "person": {person.key: person.name_in(language) for person in Person.objects.all()},
    }


def _asked(request: HttpRequest, name: str, language: str) -> str:
    return request.GET.get(parameter(name, language=language), "")[:100].strip()


def _page_number(asked: str) -> int:
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def _year(asked: str) -> int | None:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 4 else None


def _with(chosen: dict[str, str], language: str, *, page: str | None = None) -> str:
    pairs = [(parameter(name, language=language), value) for name, value in chosen.items()]
    if page:
        pairs.append((parameter("page", language=language), page))
    here = addresses.of_section("objects", language)
    return f"{here}?{urlencode(pairs)}" if pairs else here
