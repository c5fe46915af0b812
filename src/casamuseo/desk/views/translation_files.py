"""Translations out and in: a file for the translator's own tool, and what becomes of one that returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk import kept_files
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_translating import BringForm, ExportForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.pickers import house_languages, written_languages
from casamuseo.desk.translation_strands import strands
from casamuseo.house.models import House
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.writing import writing
from casamuseo.sources.actions_translating import bring_in
from casamuseo.sources.exchange import po, xliff
from casamuseo.sources.exchange.errors import UnfitFile
from casamuseo.sources.exchange.judging import Judged, Judgement, judge
from casamuseo.sources.exchange.units import MOST_BYTES, Returned, Sheet, units_of
from casamuseo.sources.models import Statement
from casamuseo.sources.translating import TO_DO, Strand, pieces

SHOWN = 300
"""Units of a file that the dry run lists; of a longer one it shows those that need a look first."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its ending and what it is to a browser."""

    ending: str
    content_type: str


FORMATS = {
    "xliff-2.0": Format("xlf", "application/xliff+xml"),
    "xliff-1.2": Format("xlf", "application/x-xliff+xml"),
    "po": Format("po", "text/x-gettext-translation"),
}


@allowed_to("translate")
def files(request: HttpRequest) -> HttpResponse:
    """The two forms: what leaves, what comes in."""
    return _files(request)


@allowed_to("translate")
def export(request: HttpRequest) -> HttpResponse:
    """The file with the texts that were asked for."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        return _files(request, export=form, status=422)
    asked = form.cleaned_data
    language = asked["language"]
    house = _house()
    original = next((code for code in house_languages() if code != language), language)
    only = TO_DO if asked["only"] == "to-do" else ()
    units = units_of(
        pieces(_prefetched(strands(asked["kind"])), language, only=only),
        original=original,
        language=language,
    )
    name = house.name.words(get_language() or "es")
    sheet = Sheet(house.key, name, original, language, list(units))
    chosen = FORMATS[asked["format"]]
    response = HttpResponse(_written(sheet, asked["format"]), content_type=chosen.content_type)
    kind = f"-{asked['kind']}" if asked["kind"] else ""
    file = f"{house.key}-{language}{kind}.{chosen.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


@allowed_to("translate")
@require_POST
def dry_run(request: HttpRequest) -> HttpResponse:
    """What would become of each unit of the file. Nothing is written."""
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _files(request, bring=form, status=422)
    file = form.cleaned_data["file"]
    ending = "po" if str(file.name).lower().endswith(".po") else "xlf"
    try:
        if file.size > MOST_BYTES:
            raise UnfitFile(_("The file is too large."))
        content = file.read()
        judgement = _judgement(content, ending)
    except Refusal as refused:
        form.add_error("file", str(refused))
        return _files(request, bring=form, status=422)
    kept = kept_files.keep(content, ending=ending, at=clock.now())
    return desk_page(
        request,
        "desk/translation-dry-run.html",
        title=_("What becomes of the file"),
        judgement=judgement,
        shown=_worth_a_look(judgement),
        kept=kept,
        most=SHOWN,
    )


@allowed_to("translate")
@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Write what the dry run promised, as far as nobody has changed it meanwhile."""
    kept = request.POST.get("kept", "")
    content = kept_files.kept(kept)
    if content is None:
        tell(request, _("The file is no longer here: please choose it again."), tone="refused")
        return redirect("desk:translation_files")
    try:
        with writing():
            judgement = _judgement(content, kept.rpartition(".")[2])
            done = bring_in(
                judgement.brought,
                language=judgement.language,
                languages=house_languages(),
                source=kept[:12],
                by=member_of(request).login,
                at=clock.now(),
            )
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:translation_files")
    words = ngettext(
        "%(count)d translation was written. Somebody else must review it.",
        "%(count)d translations were written. Somebody else must review them.",
        done.written,
    )
    tell(request, words % {"count": done.written})
    return redirect("desk:translation")


def _files(
    request: HttpRequest,
    *,
    export: ExportForm | None = None,
    bring: BringForm | None = None,
    status: int = 200,
) -> HttpResponse:
    return desk_page(
        request,
        "desk/translation-files.html",
        title=_("Files of translations"),
        export=export or ExportForm(auto_id="export_%s"),
        bring=bring or BringForm(),
        status=status,
    )


def _judgement(content: bytes, ending: str) -> Judgement:
    returned: Returned = po.read(content) if ending == "po" else xliff.read(content)
    return judge(returned, house=_house().key, languages=written_languages(), strands=strands())


def _written(sheet: Sheet, form: str) -> bytes:
    if form == "po":
        return po.write(sheet, at=clock.now())
    return xliff.write(sheet, version="2.0" if form == "xliff-2.0" else "1.2")


def _prefetched(listed: list[Strand]) -> list[Strand]:
    """The strands whose sentences bring their citations along, for the notes in the file."""
    return [
        Strand(each.model, each.field, each.label, _with_citations(each))
        if each.model is Statement
        else each
        for each in listed
    ]


def _with_citations(strand: Strand) -> Callable[[], QuerySet[Any]]:
    return lambda: strand.rows().prefetch_related("citations__source")


def _worth_a_look(judgement: Judgement) -> list[Judged]:
    calm = {"same", "empty"}
    return sorted(judgement.units, key=lambda one: (one.fate in calm, one.line.number))[:SHOWN]


def _house() -> House:
    house = House.objects.first()
    if house is None:
        raise Http404
    return house
