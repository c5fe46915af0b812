"""The one-time link: a member sets a passphrase, and is signed in by it from then on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.desk.access import for_anybody
from casamuseo.desk.forms import NewPassphraseForm
from casamuseo.desk.pages import desk_page
from casamuseo.desk.signing_in import end
from casamuseo.desk.views.sign_in import remember_language
from casamuseo.kernel import clock
from casamuseo.staff.actions import link_of, use_link
from casamuseo.staff.errors import LinkIsOver


@for_anybody
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Set the passphrase; then sign in by it, with the second factor where there is one."""
    try:
        member = link_of(token, at=clock.now()).member
        with translation.override(member.language):
            form = NewPassphraseForm(request.POST or None, member=member)
            if request.method == "POST" and form.is_valid():
                use_link(token, passphrase=form.cleaned_data["passphrase"], at=clock.now())
                end(request)
                onward = redirect("desk:sign_in")
                remember_language(onward, member.language)
                return onward
            response = desk_page(
                request,
                "desk/welcome.html",
                title=_("Welcome, %(name)s") % {"name": member.full_name},
                form=form,
                login=member.login,
                status=422 if form.errors else 200,
            )
            response.headers["Content-Language"] = member.language
    except LinkIsOver as refused:
        return desk_page(
            request,
            "desk/refused.html",
            title=_("This link is over"),
            text=str(refused),
            status=404,
        )
    return response
