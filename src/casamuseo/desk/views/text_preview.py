"""A draft as it would be read: on a telephone, on the wall, on a kiosk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from casamuseo.desk.access import allowed_to
from casamuseo.desk.pages import desk_page
from casamuseo.desk.pickers import written_languages
from casamuseo.desk.speakers import speaker_of
from casamuseo.desk.text_shown import shown
from casamuseo.house.models import House
from casamuseo.sources.models import Passage
from casamuseo.sources.opening import open_passage

WAYS = ("phone", "wall", "kiosk")


@allowed_to("see_texts", hides=True)
def preview(request: HttpRequest, key: int) -> HttpResponse:
    """The text as it stands in the draft, or else as it is published."""
    passage = get_object_or_404(Passage.objects.select_related("of"), pk=key)
    opened = open_passage(passage)
    languages = written_languages()
    asked, way = request.GET.get("in", ""), request.GET.get("as", "")
    language = asked if asked in languages else languages[0]
    way = way if way in WAYS else WAYS[0]
    speakers = {code: speaker_of(passage, language=code).name for code in languages}
    return desk_page(
        request,
        "desk/text-preview.html",
        title=_("Preview: %(name)s") % {"name": speakers.get(get_language() or "", "")},
        passage=passage,
        opened=opened,
        languages=languages,
        read_in=language,
        way=way,
        shown_as=[
            ("phone", pgettext("preview", "Telephone")),
            ("wall", pgettext("preview", "Wall label")),
            ("kiosk", pgettext("preview", "Kiosk")),
        ],
        names=speakers,
        shown={code: shown(opened.statements, language=code) for code in languages},
        house_name=_house_name(language),
    )


def _house_name(language: str) -> str:
    house = House.objects.only("name").first()
    return house.name.words(language) if house else ""
