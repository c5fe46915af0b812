"""A page with one form about one object: parse, act, go back to the record or say what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casamuseo.collection.models import MuseumObject
from casamuseo.desk.access import member_of
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.forms_objects import refuse
from casamuseo.desk.object_addresses import object_address
from casamuseo.desk.pages import desk_page, tell
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, even if that is nothing; None where somebody only looks."""
    return request.POST if request.method == "POST" else None


def answered(
    request: HttpRequest,
    thing: MuseumObject,
    form: DeskForm,
    *,
    title: str,
    act: Callable[..., object],
    submit: str = "",
) -> HttpResponse:
    """Call `act(cleaned_data, by=…, at=…)`; a refusal stands at its field, and nothing typed is lost."""
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data, by=member_of(request).login, at=clock.now())
        except Refusal as refused:
            refuse(form, refused)
        else:
            tell(request, _("This was saved."))
            return redirect(object_address(thing))
    return desk_page(
        request,
        "desk/object-form.html",
        title=title,
        object=thing,
        form=form,
        submit=submit or _("Save"),
        back=object_address(thing),
        status=422 if form.errors else 200,
    )
