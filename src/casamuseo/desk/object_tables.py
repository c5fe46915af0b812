"""Lists of objects as files: what stands in an inventory, one row an object."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casamuseo.collection.locating import Location, locations_of
from casamuseo.collection.models import MuseumObject
from casamuseo.collection.terms import Whither
from casamuseo.desk.exports import Cell, as_csv, as_xlsx
from casamuseo.desk.pickers import house_languages

AT_ONCE = 1000
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def object_file(things: QuerySet[MuseumObject], *, name: str, ending: str) -> HttpResponse:
    """The objects as CSV or XLSX, in the order that they have; 404 for any other ending."""
    if ending not in KINDS:
        raise Http404
    rows: list[list[Cell]] = [_heading(), *_rows(things)]
    content = as_csv(rows) if ending == "csv" else as_xlsx(rows, name=name)
    title = slugify(name) or "objects"
    return HttpResponse(
        content,
        content_type=KINDS[ending],
        headers={"Content-Disposition": f'attachment; filename="{title}.{ending}"'},
    )


def place_words(location: Location, language: str) -> str:
    """Where something is, in a few words: the room, and the fixture in it."""
    if location.whither == Whither.ELSEWHERE:
        return location.elsewhere
    names = [place.name.words(language) for place in (location.room, location.place) if place]
    return ", ".join([*dict.fromkeys(names), *filter(None, [location.position])])


def _heading() -> list[Cell]:
    languages = house_languages()
    return [
        _("Object number"),
        *(_("Object name (%(language)s)") % {"language": code} for code in languages),
        _("Number of objects"),
        *(_("Brief description (%(language)s)") % {"language": code} for code in languages),
        _("Current location"),
        _("Normal location"),
        _("Legal status"),
        _("Recorder"),
        _("On the website"),
    ]


def _rows(things: QuerySet[MuseumObject]) -> Iterator[list[Cell]]:
    language, languages = get_language() or "es", house_languages()
    wanted = list(things.values_list("pk", flat=True))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        by_pk = MuseumObject.objects.select_related("normal_place").in_bulk(some)
        handful = [by_pk[pk] for pk in some if pk in by_pk]
        where = locations_of(handful)
        for thing in handful:
            home = thing.normal_place
            yield [
                thing.object_number,
                *(thing.name[code].words or "" if code in thing.name else "" for code in languages),
                thing.number_of_objects,
                *(
                    thing.brief_description[code].words or ""
                    if code in thing.brief_description
                    else ""
                    for code in languages
                ),
                place_words(where[thing.pk], language) or _("Not known"),
                ", ".join(
                    filter(None, [home.name.words(language) if home else "", thing.normal_position])
                ),
                str(thing.get_legal_status_display()),
                thing.recorded_by,
                _("yes") if thing.is_public else _("no"),
            ]
