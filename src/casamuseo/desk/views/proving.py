"""The passphrase once more: before what a passer-by at an open desk must not do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from casamuseo.desk.access import for_members, member_of
from casamuseo.desk.forms import ConfirmForm
from casamuseo.desk.pages import desk_page, onward, tell
from casamuseo.desk.signing_in import has_proved_lately, note_proof
from casamuseo.kernel import clock
from casamuseo.staff.errors import TooManyTries
from casamuseo.staff.slow_down import CODE, count_try, forget_tries

View = Callable[..., HttpResponse]


def proved_lately(view: View) -> View:
    """Ask for the passphrase where that was not done in the last quarter of an hour.

    Stands below the guard. A form that was sent is not kept: it is to be sent again.
    """

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_proved_lately(request, at=clock.now()):
            return view(request, *args, **kwargs)
        back = request.get_full_path()
        if request.method not in {"GET", "HEAD"}:
            back = urlsplit(request.headers.get("Referer", "")).path or reverse("desk:home")
            tell(request, _("Confirm that it is you, then send the form again."), tone="note")
        return redirect(f"{reverse('desk:prove')}?{urlencode({'next': back})}")

    return asking


@for_members
def prove(request: HttpRequest) -> HttpResponse:
    """Give the passphrase, and go on to where one wanted."""
    form = ConfirmForm(request.POST or None)
    if is_confirmed(request, form):
        note_proof(request, at=clock.now())
        return redirect(onward(request))
    return confirm_page(
        request,
        form,
        title=_("Confirm that it is you"),
        lead=_("What comes next is kept from whoever passes by an open desk."),
        submit=_("Confirm"),
        cancel=reverse("desk:home"),
    )


def is_confirmed(request: HttpRequest, form: ConfirmForm) -> bool:
    """Whether the form came with the member's passphrase; what is wrong stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    member = member_of(request)
    own_tries = [(CODE, member.login)]
    try:
        count_try(own_tries, at=clock.now())
    except TooManyTries as refused:
        form.add_error("passphrase", str(refused))
        return False
    if not member.check_password(form.cleaned_data["passphrase"]):
        form.add_error("passphrase", _("This is not your passphrase."))
        return False
    forget_tries(own_tries)
    return True


def confirm_page(
    request: HttpRequest,
    form: ConfirmForm,
    *,
    title: str,
    lead: str,
    submit: str,
    cancel: str = "",
    tone: str = "",
) -> HttpResponse:
    """The page with that form."""
    return desk_page(
        request,
        "desk/confirm.html",
        title=title,
        form=form,
        lead=lead,
        submit=submit,
        cancel=cancel or reverse("desk:account"),
        tone=tone,
        status=422 if form.errors else 200,
    )
