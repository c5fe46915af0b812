"""A member's second factor: begin it with an app, end it, make new recovery codes."""

from __future__ import annotations

from io import BytesIO

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casamuseo.desk.access import for_members, member_of
from casamuseo.desk.forms import CodeForm, ConfirmForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.views.proving import confirm_page, is_confirmed
from casamuseo.house.models import House
from casamuseo.kernel import clock
from casamuseo.staff.errors import WrongCode
from casamuseo.staff.second_factor import (
    app_address,
    begin_second_factor,
    end_second_factor,
    has_second_factor,
    new_secret,
    renew_recovery_codes,
)

SECRET = "second-factor"  # noqa: S105  the session's name for it


@for_members
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the secret to an app, and begin when the app's first code is right."""
    member = member_of(request)
    if has_second_factor(member):
        return redirect("desk:account")
    secret = request.session.setdefault(SECRET, new_secret())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = begin_second_factor(
                member, secret=secret, code=form.cleaned_data["code"], at=clock.now()
            )
        except WrongCode as refused:
            form.add_error("code", str(refused))
        else:
            del request.session[SECRET]
            return _codes_page(request, codes)
    return desk_page(
        request,
        "desk/second-factor.html",
        title=_("Begin a second factor"),
        form=form,
        key=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        status=422 if form.errors else 200,
    )


@for_members
def picture(request: HttpRequest) -> HttpResponse:
    """The QR code of the secret that is being shared."""
    secret = request.session.get(SECRET)
    if secret is None:
        raise Http404
    words = app_address(secret, login=member_of(request).login, issuer=_issuer(request))
    file = BytesIO()
    segno.make(words, error="m").save(
        file, kind="svg", scale=6, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return HttpResponse(file.getvalue(), content_type="image/svg+xml")


@for_members
def end(request: HttpRequest) -> HttpResponse:
    """Ask for no code any more."""
    member = member_of(request)
    form = ConfirmForm(request.POST or None)
    if is_confirmed(request, form):
        end_second_factor(member, by=member.login, at=clock.now())
        tell(request, _("You sign in without a code from now on."))
        return redirect("desk:account")
    return confirm_page(
        request,
        form,
        title=_("End the second factor"),
        lead=_("You will sign in with your passphrase alone."),
        submit=_("End the second factor"),
        tone="danger",
    )


@for_members
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones end."""
    member = member_of(request)
    if not has_second_factor(member):
        return redirect("desk:account")
    form = ConfirmForm(request.POST or None)
    if is_confirmed(request, form):
        return _codes_page(request, renew_recovery_codes(member, at=clock.now()))
    return confirm_page(
        request,
        form,
        title=_("New recovery codes"),
        lead=_("The codes that you have now will no longer be good."),
        submit=_("Make new codes"),
        tone="",
    )


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The codes, which are shown this once."""
    return desk_page(request, "desk/recovery-codes.html", title=_("Recovery codes"), codes=codes)


def _issuer(request: HttpRequest) -> str:
    """The name under which the app keeps the codes."""
    house = House.objects.first()
    return house.name.words(member_of(request).language) if house else "Casamuseo"
