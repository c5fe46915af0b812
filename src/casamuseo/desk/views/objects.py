"""Objects: browse them, find one by its number or name, register a new one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casamuseo.collection.actions.numbering import next_free_number
from casamuseo.collection.actions.registering import register_object
from casamuseo.collection.locating import locations_of
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_objects import FindForm, RegisterForm, refuse
from casamuseo.desk.found_objects import (
    SHORTEST,
    Things,
    chosen,
    fill,
    matching,
    numbered_exactly,
)
from casamuseo.desk.object_addresses import object_address
from casamuseo.desk.object_tables import object_file, place_words
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.paging import page_of
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.texts import Text
from casamuseo.media.actions.receiving import receive_photograph
from casamuseo.media.models import Picture

OFFERED = 20
"""Objects offered while somebody types."""


@allowed_to("see_collection")
def objects(request: HttpRequest) -> HttpResponse:
    """The objects that fit what is asked, a page at a time; a whole number goes to its record."""
    form = FindForm(request.GET)
    words = request.GET.get("q", "").strip()[:100]
    exact = numbered_exactly(words) if words else None
    if exact is not None and "page" not in request.GET:
        return redirect(object_address(exact))
    page = page_of(asked_for(form).order_by("object_number").only("pk"), request.GET.get("page"))
    fill(page.rows, "kind")
    return desk_page(
        request,
        "desk/objects.html",
        title=_("Collection"),
        form=form,
        is_narrowed=any(form.data.get(name) for name in form.fields if name != "q"),
        page=page,
        locations=locations_of(page.rows),
        place_words=place_words,
        query=_query(request),
    )


@allowed_to("see_collection")
def objects_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same list as a file."""
    things = asked_for(FindForm(request.GET)).order_by("object_number")
    return object_file(things, name=_("Objects"), ending=ending)


@allowed_to("see_collection")
def objects_find(request: HttpRequest) -> HttpResponse:
    """The first objects that fit what is being typed, as options of a list."""
    words = request.GET.get("q", "").strip()[:100]
    found = matching(words, chosen({})) if len(words) >= SHORTEST else chosen({}).none()
    return desk_page(
        request,
        "desk/objects-found.html",
        title="",
        things=found.order_by("object_number").only("object_number", "name")[:OFFERED],
    )


@allowed_to("keep_objects")
def register(request: HttpRequest) -> HttpResponse:
    """Write a new object into the register, before it, on a telephone."""
    if request.method != "POST":
        form = RegisterForm(initial={"number": next_free_number()})
        return _register_page(request, form, kept=None)
    by = member_of(request).login
    form = RegisterForm(request.POST, request.FILES)
    form.is_valid()
    kept = _kept_photograph(request, form, by=by)
    if not form.errors:
        pictures = [kept] if kept else []
        try:
            thing = register_object(form.asked(), pictures=pictures, by=by, at=clock.now())
        except Refusal as refused:
            refuse(form, refused)
        else:
            tell(request, _("%(number)s is registered.") % {"number": thing.object_number})
            return redirect(object_address(thing))
    return _register_page(request, form, kept=kept, status=422)


def asked_for(form: FindForm) -> Things:
    """The objects that the form asks for; what it does not understand asks nothing."""
    form.is_valid()
    asked = form.cleaned_data
    things = chosen(asked)
    return matching(asked["q"], things) if asked.get("q") else things


def _kept_photograph(request: HttpRequest, form: RegisterForm, *, by: str) -> Picture | None:
    """The photograph of this try, or of an earlier one: a browser does not send a file twice."""
    file = request.FILES.get("photograph")
    if file is None:
        key = str(request.POST.get("kept", ""))
        return Picture.objects.filter(key=key, received_by=by).first() if key else None
    try:
        kept = receive_photograph(
            file,
            name=file.name or "",
            title=form.cleaned_data.get("name") or Text(),
            description=Text(),
            credit=Text(),
            is_withheld=False,
            by=by,
            at=clock.now(),
        )
    except Refusal as refused:
        form.add_error("photograph", str(refused))
        return None
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["kept"] = kept.key  # type: ignore[index]
    return kept


def _register_page(
    request: HttpRequest, form: RegisterForm, *, kept: Picture | None, status: int = 200
) -> HttpResponse:
    return desk_page(
        request,
        "desk/object-register.html",
        title=_("Register an object"),
        form=form,
        kept=kept,
        status=status,
    )


def _query(request: HttpRequest) -> str:
    """The filters in the address, without the page, ready for a page's number to be added."""
    pairs: list[tuple[str, Any]] = [
        (name, value) for name, value in request.GET.items() if name != "page" and value
    ]
    return f"{urlencode(pairs)}&" if pairs else ""
