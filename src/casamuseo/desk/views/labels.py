"""Labels: which copies to replace, one label or a room's made and printed, small ones for the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_labels import (
    CopyForm,
    HangForm,
    NumbersForm,
    PaperForm,
    StoreForm,
    WhoseForm,
)
from casamuseo.desk.pages import desk_page, local, tell
from casamuseo.desk.paging import page_of
from casamuseo.house.models import House as Museum
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.writing import writing
from casamuseo.sources.models import Passage
from casamuseo.story.actions.labelling import (
    Where,
    hang_label,
    print_label,
    print_replacements,
    remove_label,
    replace_labels,
)
from casamuseo.story.labels import (
    NOBODY,
    Label,
    Outdated,
    Subject,
    label_of,
    outdated,
    passages_of_room,
    sentences_of,
    stale_in,
    subjects_of,
)
from casamuseo.story.models import PrintedLabel
from casamuseo.story.papers.label_pdf import House, Sheet, fits, label_pdf, label_png
from casamuseo.story.papers.store_pdf import store_pdf

MOST_AT_ONCE = 60
"""Labels in one PDF."""


@dataclass(frozen=True, slots=True)
class Row:
    """A copy to be replaced, and the new one where that has been printed already."""

    stale: Outdated
    new: PrintedLabel | None


@allowed_to("print_labels")
def labels(request: HttpRequest) -> HttpResponse:
    """The copies to replace, the copies there are, and whose label to make."""
    if any(request.GET.get(name) for name in ("stop", "room", "thing")):
        return _whose(request)
    return _labels(request)


def _labels(
    request: HttpRequest, *, whose: WhoseForm | None = None, status: int = 200
) -> HttpResponse:
    copies = _standing()
    page = page_of(copies, request.GET.get("page"))
    today = local(clock.now()).date()
    return desk_page(
        request,
        "desk/labels.html",
        title=_("Labels"),
        rows=_to_replace(),
        page=page,
        copies=[
            (
                copy,
                HangForm(auto_id=f"hang_{copy.pk}_%s", initial={"wall": copy.wall, "on": today}),
            )
            for copy in page.rows
        ],
        whose=whose or WhoseForm(),
        status=status,
    )


def _whose(request: HttpRequest) -> HttpResponse:
    form = WhoseForm(request.GET)
    if not form.is_valid():
        return _labels(request, whose=form, status=422)
    speaker = form.cleaned_data["speaker"]
    if isinstance(speaker, Place):
        return redirect("desk:labels_room", key=speaker.pk)
    if speaker.passage_id is None:
        form.add_error(None, _("It has no text yet."))
        return _labels(request, whose=form, status=422)
    return redirect("desk:label", key=speaker.passage_id)


@allowed_to("print_labels", hides=True)
def label(request: HttpRequest, key: int) -> HttpResponse:
    """One label as it would come out; printing it records a copy."""
    passage = _passage(key)
    paper = PaperForm(request.POST or (request.GET if "size" in request.GET else None))
    if request.method == "POST":
        return _print(request, passage, paper)
    return _label_page(request, passage, paper)


def _print(request: HttpRequest, passage: Passage, paper: PaperForm) -> HttpResponse:
    copy = CopyForm(request.POST)
    if paper.is_valid() and copy.is_valid():
        size, languages = paper.chosen()
        where = Where(copy.cleaned_data["place"], copy.cleaned_data["wall"])
        try:
            printed = print_label(
                passage,
                size=size,
                languages=languages,
                where=where,
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            copy.add_error(None, str(refused))
        else:
            return _made(request, [printed])
    return _label_page(request, passage, paper, copy=copy, status=422)


def _label_page(
    request: HttpRequest,
    passage: Passage,
    paper: PaperForm,
    *,
    copy: CopyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    size, languages = paper.chosen()
    subject = _subject(passage)
    sentences = sentences_of(passage)
    found = label_of(passage, subject, languages=languages, statements=sentences)
    (fit,) = fits([Sheet(found, size)], house=_house(request))
    base = passage.of or passage
    return desk_page(
        request,
        "desk/label.html",
        title=subject.title.words(get_language() or "es") or passage.key,
        passage=passage,
        found=found,
        fit=fit,
        stale=stale_in(sentences, languages),
        registers=[base, *base.registers.order_by("register")],
        size=size,
        paper=paper if paper.is_bound else PaperForm(),
        copy=copy or CopyForm(initial={"place": subject.place}),
        query="?" + urlencode({"size": size, "languages": languages}, doseq=True),
        status=status,
    )


@allowed_to("print_labels", hides=True)
def preview(request: HttpRequest, key: int, ending: str) -> HttpResponse:
    """The label as a picture of its first page, or as the whole PDF. Nothing is recorded."""
    if ending not in ("png", "pdf"):
        raise Http404
    passage = _passage(key)
    size, languages = PaperForm(request.GET).chosen()
    subject = _subject(passage)
    sheet = Sheet(label_of(passage, subject, languages=languages), size)
    title = subject.title.words(languages[0]) or passage.key
    if ending == "png":
        made = label_png(sheet, house=_house(request), title=title)
        return HttpResponse(made, content_type="image/png", headers=NOT_KEPT)
    return _pdf([sheet], request, title=title, name=passage.key.replace("/", "-"))


@allowed_to("print_labels", hides=True)
def room(request: HttpRequest, key: int) -> HttpResponse:
    """The labels of a room, to be printed in one go."""
    place = get_object_or_404(Place, pk=key)
    passages = passages_of_room(place)
    paper = PaperForm(request.POST or None)
    ticked = NumbersForm(request.POST or None, keys=[passage.pk for passage in passages])
    status = 200
    if request.method == "POST":
        if paper.is_valid() and ticked.is_valid():
            asked = set(ticked.cleaned_data["copy"])
            chosen = [passage for passage in passages if passage.pk in asked]
            return _print_room(request, place, chosen, paper)
        status = 422
    subjects = subjects_of(passages)
    return desk_page(
        request,
        "desk/label-room.html",
        title=_("Labels of “%(room)s”") % {"room": place.name.words(get_language() or "es")},
        rows=[(passage, subjects.get(passage.pk, NOBODY)) for passage in passages],
        paper=paper,
        ticked=ticked,
        status=status,
    )


def _print_room(
    request: HttpRequest, place: Place, passages: Sequence[Passage], paper: PaperForm
) -> HttpResponse:
    size, languages = paper.chosen()
    by, at = member_of(request).login, clock.now()
    with writing():
        printed = [
            print_label(passage, size=size, languages=languages, where=Where(place), by=by, at=at)
            for passage in passages
        ]
    return _made(request, printed)


@allowed_to("print_labels")
def made(request: HttpRequest) -> HttpResponse:
    """The copies that were just recorded, with the file to print."""
    copies = _copies(request)
    return desk_page(
        request,
        "desk/label-made.html",
        title=ngettext("A label to print", "Labels to print", len(copies)),
        copies=copies,
        query=_query(copies),
    )


@allowed_to("print_labels")
def copies_pdf(request: HttpRequest) -> HttpResponse:
    """Recorded copies as one PDF: the words are those that were recorded."""
    copies = _copies(request)
    sheets = [Sheet(Label.as_printed(copy), PrintedLabel.Size(copy.size)) for copy in copies]
    return _pdf(sheets, request, title=_("Labels"), name="labels")


@allowed_to("print_labels", hides=True)
@require_POST
def hang(request: HttpRequest, key: int) -> HttpResponse:
    """Say that a copy hangs."""
    copy = get_object_or_404(PrintedLabel, pk=key)
    form = HangForm(request.POST)
    if not form.is_valid():
        tell(request, _("Please look at what you have typed."), tone="refused")
        return redirect("desk:labels")
    asked = form.cleaned_data
    return _said(request, lambda: hang_label(copy, **asked, **_by(request)))


@allowed_to("print_labels", hides=True)
@require_POST
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Say that a copy is off the wall."""
    copy = get_object_or_404(PrintedLabel, pk=key)
    return _said(request, lambda: remove_label(copy, on=_today(), **_by(request)))


@allowed_to("print_labels")
@require_POST
def replace(request: HttpRequest) -> HttpResponse:
    """Print today's wording for all copies that need it and have no new one yet."""
    waiting = [row.stale for row in _to_replace() if row.new is None][:MOST_AT_ONCE]
    try:
        printed = print_replacements(waiting, **_by(request))
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:labels")
    if not printed:
        tell(request, _("There is nothing to print."), tone="note")
        return redirect("desk:labels")
    return _made(request, printed)


@allowed_to("print_labels")
@require_POST
def replaced(request: HttpRequest) -> HttpResponse:
    """Say that the ticked old copies are down, and that their new ones hang in their places."""
    rows = {row.stale.printed.pk: row for row in _to_replace()}
    form = NumbersForm(request.POST, keys=list(rows))
    if not form.is_valid():
        tell(request, _("Tick the labels that you have replaced."), tone="refused")
        return redirect("desk:labels")
    chosen = [rows[key] for key in form.cleaned_data["copy"]]
    return _said(
        request,
        lambda: replace_labels(
            [row.stale.printed for row in chosen],
            [row.new for row in chosen if row.new is not None],
            on=_today(),
            **_by(request),
        ),
    )


@allowed_to("print_labels")
def store(request: HttpRequest) -> HttpResponse:
    """Small labels for the store; asked for with numbers, the PDF."""
    form = StoreForm(request.GET if "paper" in request.GET else None)
    if not form.is_valid():
        return desk_page(
            request,
            "desk/label-store.html",
            title=_("Labels for the store"),
            form=form if form.is_bound else StoreForm(initial=request.GET.dict()),
            status=422 if form.is_bound else 200,
        )
    made_pdf = store_pdf(
        form.cleaned_data["things"],
        house=_house(request),
        language=get_language() or "es",
        paper=form.cleaned_data["paper"],
        at=clock.now(),
    )
    return _answer(made_pdf, "store")


# What they share

NOT_KEPT = {"Cache-Control": "no-store"}


def _to_replace() -> list[Row]:
    """The outdated copies, each with the newest unhung copy for its place; eight queries at most."""
    stale = outdated()
    old = {each.printed.pk for each in stale}
    fresh: dict[tuple[Any, ...], PrintedLabel] = {}
    if stale:
        for copy in PrintedLabel.objects.filter(removed_on=None, hung_on=None).order_by("pk"):
            if copy.pk not in old:
                fresh[_spot(copy)] = copy
    return [Row(each, fresh.get(_spot(each.printed))) for each in stale]


def _spot(copy: PrintedLabel) -> tuple[Any, ...]:
    return (copy.passage_id, copy.size, tuple(copy.languages), copy.place_id, copy.wall)


def _standing() -> QuerySet[PrintedLabel]:
    return (
        PrintedLabel.objects.filter(removed_on=None)
        .select_related("passage", "place")
        .order_by("-pk")
    )


def _made(request: HttpRequest, printed: Sequence[PrintedLabel]) -> HttpResponse:
    tell(
        request,
        ngettext("%(count)d copy is recorded.", "%(count)d copies are recorded.", len(printed))
        % {"count": len(printed)},
    )
    return redirect(reverse("desk:labels_made") + _query(printed))


def _query(copies: Sequence[PrintedLabel]) -> str:
    return "?" + urlencode({"copy": [copy.pk for copy in copies]}, doseq=True)


def _copies(request: HttpRequest) -> list[PrintedLabel]:
    keys = [int(key) for key in request.GET.getlist("copy") if key.isdecimal() and len(key) < 18]
    found = list(
        PrintedLabel.objects.filter(pk__in=keys[:MOST_AT_ONCE])
        .select_related("passage", "place")
        .order_by("pk")
    )
    if keys and not found:
        raise Http404
    return found


def _pdf(sheets: Sequence[Sheet], request: HttpRequest, *, title: str, name: str) -> HttpResponse:
    made_pdf = label_pdf(sheets, house=_house(request), title=title, at=clock.now())
    return _answer(made_pdf, name)


def _answer(made_pdf: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', **NOT_KEPT}
    return HttpResponse(made_pdf, content_type="application/pdf", headers=headers)


def _said(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        act()
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    else:
        tell(request, _("This was saved."))
    return redirect("desk:labels")


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": member_of(request).login, "at": clock.now()}


def _today() -> Any:
    return local(clock.now()).date()


def _passage(key: int) -> Passage:
    return get_object_or_404(Passage.objects.select_related("of"), pk=key)


def _subject(passage: Passage) -> Subject:
    return subjects_of([passage]).get(passage.pk, NOBODY)


def _house(request: HttpRequest) -> House:
    museum = Museum.objects.only("name").first()
    if museum is None:
        raise Http404
    base = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    return House(museum.name.words(get_language() or "es"), base)
