"""Condition checks with photographs and marks; what is due to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.core.files import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casamuseo.collection.actions import checking
from casamuseo.collection.days import day_of
from casamuseo.collection.models import (
    ConditionCheck,
    ConditionMark,
    ConditionPicture,
)
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.condition_drawings import DrawnPicture, drawn
from casamuseo.desk.forms_condition import CheckForm, CheckWords, MarkForm, PhotographsForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.procedure_forms import asked_of, day_words, done, facts_of
from casamuseo.desk.procedure_lists import Column, Listing, list_file, list_page
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.media.copying import copies_name
from casamuseo.media.derivatives import file_of, fitting_width
from casamuseo.media.masters import master_path
from casamuseo.media.models import Picture
from casamuseo.media.photographs import LARGEST_MASTER, UnfitPhotograph

MOST_DUE = 100
SHOWN_AT = 1280
"""Pixels: wide enough to draw on, small enough for a telephone in the store room."""
SHOWABLE = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}

CHECKS: Listing[ConditionCheck] = Listing(
    name=gettext_lazy("Condition checks"),
    empty=gettext_lazy("No object has been checked yet."),
    rows=lambda: ConditionCheck.objects.prefetch_related("museum_object").order_by(
        "-checked_on", "-pk"
    ),
    columns=(
        Column(gettext_lazy("Checked on"), lambda row: row.checked_on),
        Column(gettext_lazy("Object"), lambda row: row.museum_object.object_number),
        Column(gettext_lazy("Condition"), lambda row: row.get_condition_display()),
        Column(gettext_lazy("Checked by"), lambda row: row.checked_by, is_wide=True),
        Column(gettext_lazy("Next check on"), lambda row: row.next_check_on, is_wide=True),
    ),
    searched=("museum_object__object_number", "checked_by", "note"),
    address=lambda row: reverse("desk:condition_check", kwargs={"key": row.pk}),
    table="desk:condition_table",
)


@allowed_to("check_condition")
@require_safe
def condition(request: HttpRequest) -> HttpResponse:
    """What is due to be looked at, then every check."""
    due = checking.checks_due(day_of(clock.now())).prefetch_related("museum_object")
    return list_page(
        request, CHECKS, "desk/condition.html", due=list(due[:MOST_DUE]), day=day_words
    )


@allowed_to("check_condition")
@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of checks as a file."""
    return list_file(request, CHECKS, kind)


@allowed_to("check_condition")
def add(request: HttpRequest) -> HttpResponse:
    """Write how an object is, with photographs."""
    member = member_of(request)
    start = {
        "museum_object": request.GET.get("object", "")[:60],
        "checked_on": day_of(clock.now()),
        "checked_by": member.full_name,
    }
    form = CheckForm(request.POST or None, request.FILES or None, initial=start)
    made: list[ConditionCheck] = []
    if request.method == "POST" and done(
        form,
        lambda: made.append(
            checking.check_condition(
                form.cleaned_data["museum_object"],
                asked=asked_of(checking.CheckAsked, form),
                by=member.login,
                at=clock.now(),
            )
        ),
    ):
        tell(request, _("The check is written."))
        _receive(request, made[0], form.cleaned_data["photographs"])
        return redirect("desk:condition_check", key=made[0].pk)
    return desk_page(
        request,
        "desk/procedure-form.html",
        title=_("New check"),
        lead=_("Look at the object and write how it is. Photographs are for the staff alone."),
        form=form,
        submit=_("Write the check"),
        cancel=reverse("desk:condition"),
        status=422 if form.errors else 200,
    )


@allowed_to("check_condition", hides=True)
def check(request: HttpRequest, key: int) -> HttpResponse:
    """One check: what was seen, its photographs, and the check before it."""
    return _page(request, _check(key))


@allowed_to("check_condition", hides=True)
@require_POST
def photographs(request: HttpRequest, key: int) -> HttpResponse:
    """Add photographs to a check."""
    found = _check(key)
    form = PhotographsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form=form)
    _receive(request, found, form.cleaned_data["photographs"])
    return redirect("desk:condition_check", key=key)


@allowed_to("check_condition", hides=True)
@require_POST
def delete(request: HttpRequest, key: int) -> HttpResponse:
    """Delete a check that was a mistake."""
    found = _check(key)
    try:
        checking.delete_check(found, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:condition_check", key=key)
    tell(request, _("The check is deleted."))
    return redirect("desk:condition")


@allowed_to("check_condition", hides=True)
def picture(request: HttpRequest, key: int) -> HttpResponse:
    """Draw on a photograph: one mark after another, each written at once."""
    shown = _picture(key)
    form = MarkForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda: checking.draw_mark(
            shown, asked=form.asked(), by=member_of(request).login, at=clock.now()
        ),
    ):
        tell(request, _("The mark is drawn."))
        return redirect("desk:condition_picture", key=key)
    return desk_page(
        request,
        "desk/condition-picture.html",
        title=_("Marks on a photograph of %(number)s")
        % {"number": shown.check_made.museum_object.object_number},
        check=shown.check_made,
        drawn=drawn(shown),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("check_condition", hides=True)
@require_POST
def erase(request: HttpRequest, key: int) -> HttpResponse:
    """Take a mark off a photograph."""
    mark = get_object_or_404(ConditionMark.objects.select_related("picture__check_made"), pk=key)
    checking.erase_mark(mark, by=member_of(request).login, at=clock.now())
    tell(request, _("The mark is gone."))
    return redirect("desk:condition_picture", key=mark.picture_id)


@allowed_to("check_condition", hides=True)  # type: ignore[arg-type]  # a file is a response, too
@require_safe
def file(request: HttpRequest, key: int) -> HttpResponseBase:
    """The photograph itself: a copy of it, or the master until copies are made."""
    path = _file(_picture(key).picture)
    if path is None or not path.is_file():
        raise Http404(key)
    response = FileResponse(path.open("rb"), content_type=SHOWABLE[path.suffix])
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _file(found: Picture) -> Path | None:
    copy = f"{fitting_width(found, SHOWN_AT)}.jpg" if found.width else "max.jpg"
    master = master_path(found)
    return file_of(copies_name(found), copy) or (master if master.suffix in SHOWABLE else None)


def _receive(request: HttpRequest, found: ConditionCheck, files: Iterable[File[bytes]]) -> None:
    """Take in each photograph; one that is none is told of, and the others stay."""
    by, at = member_of(request).login, clock.now()
    for each in files:
        name = each.name or ""
        try:
            content = each.read(LARGEST_MASTER + 1)  # never more than can be refused
            checking.add_photograph(found, content=content, name=name, by=by, at=at)
        except UnfitPhotograph as unfit:
            words = _("“%(name)s” was not taken: %(reason)s.")
            tell(request, words % {"name": name[:80], "reason": unfit.message}, tone="refused")


def _check(key: int) -> ConditionCheck:
    found = ConditionCheck.objects.select_related("museum_object")
    return get_object_or_404(found, pk=key)


def _picture(key: int) -> ConditionPicture:
    found = ConditionPicture.objects.select_related("picture", "check_made__museum_object")
    return get_object_or_404(found, pk=key)


def _drawn(found: ConditionCheck | None) -> list[DrawnPicture]:
    if found is None:
        return []
    rows = found.pictures.select_related("picture").prefetch_related("marks")
    return [drawn(each) for each in rows.order_by("order", "pk")]


def _page(
    request: HttpRequest, found: ConditionCheck, *, form: PhotographsForm | None = None
) -> HttpResponse:
    before = checking.previous_check(found)
    return desk_page(
        request,
        "desk/condition-check.html",
        title=_("Condition of %(number)s") % {"number": found.museum_object.object_number},
        check=found,
        facts=facts_of(CheckWords, found),
        pictures=_drawn(found),
        before=before,
        facts_before=facts_of(CheckWords, before) if before else [],
        pictures_before=_drawn(before),
        treatments=found.treatments.order_by("pk"),
        form=form or PhotographsForm(),
        day=day_words,
        status=422 if form else 200,
    )
