"""Pictures at the desk: taken in, described in every language, put with what they show, looked after."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from casamuseo.collection.actions import picturing
from casamuseo.collection.actions.picturing import Owner
from casamuseo.collection.models import MuseumObject
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_pictures import PictureForm, SendForm, ShowsForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.paging import page_of
from casamuseo.desk.pickers import house_languages, language_name
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.texts import Text
from casamuseo.media.actions.copying import try_again
from casamuseo.media.actions.receiving import label_of, receive_photograph
from casamuseo.media.copying import copies_name, why
from casamuseo.media.derivatives import file_of, fitting_width
from casamuseo.media.fixity import not_intact
from casamuseo.media.models import FixityCheck, Picture
from casamuseo.media.photographs import UnfitPhotograph
from casamuseo.media.publishing import languages_lacking

CHOICES = {
    "": gettext_lazy("All"),
    "undescribed": gettext_lazy("Without words in every language"),
    "waiting": gettext_lazy("Being copied"),
    "failed": gettext_lazy("Failed"),
    "withheld": gettext_lazy("For the staff alone"),
}


@allowed_to("see_collection")
def pictures(request: HttpRequest) -> HttpResponse:
    """Every photograph: how far it is, and what it still lacks."""
    return _list(request, SendForm())


@allowed_to("keep_pictures")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Take in the photographs that were sent; one that is refused does not keep the others out."""
    form = SendForm(request.POST, request.FILES)
    received: list[Picture] = []
    if form.is_valid():
        for file in form.cleaned_data["photographs"]:
            try:
                received.append(_received(request, file, form))
            except UnfitPhotograph as refused:
                form.add_error(None, f"{label_of(file.name)}: {refused.message}.")
    if received:
        words = ngettext(
            "%(count)d photograph was taken in. Now say what is to be seen.",
            "%(count)d photographs were taken in. Now say what is to be seen.",
            len(received),
        )
        tell(request, words % {"count": len(received)})
    if form.errors:
        return _list(request, form, status=422)
    if len(received) == 1:
        return redirect("desk:picture", key=received[0].pk)
    return redirect("desk:pictures")


def _received(request: HttpRequest, file: Any, form: SendForm) -> Picture:
    return receive_photograph(
        file,
        name=file.name or "",
        title=Text(),
        description=Text(),
        credit=Text(),
        is_withheld=form.cleaned_data["is_withheld"],
        by=member_of(request).login,
        at=clock.now(),
    )


@allowed_to("see_collection", hides=True)
def picture(request: HttpRequest, key: int) -> HttpResponse:
    """One picture, with all that is written of it."""
    return _page(request, get_object_or_404(Picture, pk=key))


@allowed_to("keep_pictures", hides=True)
@require_POST
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Write what it shows, and how far it may go."""
    found = get_object_or_404(Picture, pk=key)
    form = PictureForm(request.POST, initial=PictureForm.start(found))
    if form.is_valid():
        try:
            picturing.describe_picture(
                found,
                asked=form.asked(),
                seen=form.cleaned_data["seen"],
                languages=house_languages(),
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("This was saved."))
            return redirect("desk:picture", key=key)
    return _page(request, found, form=form, status=422)


@allowed_to("keep_pictures", hides=True)
@require_POST
def attach(request: HttpRequest, key: int) -> HttpResponse:
    """Say which object or place it shows."""
    found = get_object_or_404(Picture, pk=key)
    form = ShowsForm(request.POST, auto_id="shows_%s")
    if not form.is_valid():
        return _page(request, found, shows=form, status=422)
    picturing.attach_picture(found, to=form.owner(), by=member_of(request).login, at=clock.now())
    tell(request, _("This was saved."))
    return redirect("desk:picture", key=key)


@allowed_to("keep_pictures", hides=True)
@require_POST
def detach(request: HttpRequest, key: int, kind: str, row: int) -> HttpResponse:
    """Take it away from an object or a place."""
    found, owner = get_object_or_404(Picture, pk=key), _owner(kind, row)
    picturing.detach_picture(found, of=owner, by=member_of(request).login, at=clock.now())
    tell(request, _("This was saved."))
    return redirect("desk:picture", key=key)


@allowed_to("keep_pictures", hides=True)
@require_POST
def first(request: HttpRequest, key: int, kind: str, row: int) -> HttpResponse:
    """Let it stand for an object or a place."""
    found, owner = get_object_or_404(Picture, pk=key), _owner(kind, row)
    picturing.show_first(found, of=owner, by=member_of(request).login, at=clock.now())
    tell(request, _("This was saved."))
    return redirect("desk:picture", key=key)


@allowed_to("keep_pictures", hides=True)
@require_POST
def again(request: HttpRequest, key: int) -> HttpResponse:
    """Try once more to make its copies."""
    found = get_object_or_404(Picture, pk=key)
    try_again(found, by=member_of(request).login, at=clock.now())
    tell(request, _("It is in line again. Look in a moment."))
    return redirect("desk:picture", key=key)


@allowed_to("keep_pictures", hides=True)
@require_POST
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Remove it for good, if nothing needs it."""
    found = get_object_or_404(Picture, pk=key)
    try:
        picturing.remove_picture(found, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:picture", key=key)
    tell(request, _("The picture is gone."))
    return redirect("desk:pictures")


@allowed_to("see_collection", hides=True)
def file(request: HttpRequest, key: int, copy: str) -> HttpResponse:
    """A copy of a photograph for the staff, whether or not the public may see it."""
    found = get_object_or_404(Picture, pk=key, kind=Picture.Kind.PHOTOGRAPH)
    path = file_of(copies_name(found), copy)
    if path is None:
        raise Http404
    kind = "image/webp" if path.suffix == ".webp" else "image/jpeg"
    response = HttpResponse(path.read_bytes(), content_type=kind)
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _owner(kind: str, row: int) -> Owner:
    if kind not in ("object", "place"):
        raise Http404
    return (
        get_object_or_404(MuseumObject, pk=row)
        if kind == "object"
        else get_object_or_404(Place, pk=row)
    )


def _chosen(choice: str) -> QuerySet[Picture]:
    rows = Picture.objects.filter(kind=Picture.Kind.PHOTOGRAPH).order_by("-pk")
    ready, states = Picture.State.READY, Picture.State
    narrowed = {
        "undescribed": rows.filter(is_public=False, is_withheld=False, state=ready),
        "waiting": rows.filter(state=states.WAITING),
        "failed": rows.filter(state=states.FAILED),
        "withheld": rows.filter(is_withheld=True),
    }
    return narrowed.get(choice, rows)


def _list(request: HttpRequest, form: SendForm, *, status: int = 200) -> HttpResponse:
    choice = request.GET.get("show", "")
    page = page_of(_chosen(choice), request.GET.get("page"))
    return desk_page(
        request,
        "desk/pictures.html",
        title=_("Pictures"),
        form=form,
        page=page,
        owners=picturing.owners_of(page.rows),
        lacking=partial(_lacking, languages=house_languages()),
        picture_address=picture_address,
        why=why,
        choices=CHOICES,
        choice=choice if choice in CHOICES else "",
        not_intact=[
            (each, outcome == FixityCheck.Outcome.MISSING) for each, outcome in not_intact()
        ],
        status=status,
    )


def picture_address(found: Picture, width: int) -> str:
    """Where the staff finds a copy at least this wide."""
    copy = f"{fitting_width(found, width)}.webp"
    return reverse("desk:picture_file", kwargs={"key": found.pk, "copy": copy})


def _lacking(found: Picture, *, languages: tuple[str, ...]) -> list[str]:
    """The languages without words, by their own names."""
    return [language_name(code) for code in languages_lacking(found, languages=languages)]


def _page(
    request: HttpRequest,
    found: Picture,
    *,
    form: PictureForm | None = None,
    shows: ShowsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_photograph = found.kind == Picture.Kind.PHOTOGRAPH
    found = get_object_or_404(Picture, pk=found.pk)  # as it stands, whatever was refused
    return desk_page(
        request,
        "desk/picture.html",
        title=str(found.title) or found.original_name or found.key,
        picture=found,
        is_photograph=is_photograph,
        picture_address=picture_address,
        form=form or PictureForm(initial=PictureForm.start(found)),
        seen=picturing.fingerprint(found),
        shows=shows or ShowsForm(auto_id="shows_%s"),
        owners=[
            ("object" if isinstance(owner, MuseumObject) else "place", owner)
            for owner in picturing.owners_of([found])[found.pk]
        ],
        lacking=_lacking(found, languages=house_languages()),
        why=why(found.problem),
        last_check=found.fixity_checks.order_by("-checked_at", "-pk").first(),
        status=status,
    )
