"""What members change of their own account: language, looks, passphrase, second factor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.desk.access import for_members, member_of
from casamuseo.desk.forms import ChangePassphraseForm, LanguageForm
from casamuseo.desk.pages import THEMES, desk_page, tell
from casamuseo.desk.signing_in import begin
from casamuseo.desk.views.people import role_words
from casamuseo.desk.views.sign_in import A_YEAR, remember_language
from casamuseo.kernel import clock
from casamuseo.staff.actions import choose_language, set_passphrase
from casamuseo.staff.errors import TooManyTries
from casamuseo.staff.second_factor import has_second_factor
from casamuseo.staff.slow_down import CODE, count_try, forget_tries


@for_members
def account(request: HttpRequest) -> HttpResponse:
    """The member's own account."""
    member = member_of(request)
    theme = request.COOKIES.get("theme", "")
    start = {"language": member.language, "theme": theme if theme in THEMES else "system"}
    form = LanguageForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        choose_language(member, language=form.cleaned_data["language"], at=clock.now())
        with translation.override(form.cleaned_data["language"]):
            tell(request, _("This was saved."))
        response = redirect("desk:account")
        remember_language(response, form.cleaned_data["language"])
        _keep_theme(request, response, form.cleaned_data["theme"])
        return response
    return desk_page(
        request,
        "desk/account.html",
        title=_("My account"),
        form=form,
        roles=role_words(member),
        has_second_factor=has_second_factor(member),
        codes_left=member.recovery_codes.filter(used_at=None).count(),
        status=422 if form.errors else 200,
    )


@for_members
def passphrase(request: HttpRequest) -> HttpResponse:
    """Choose another passphrase; every other browser of the member is signed out."""
    member = member_of(request)
    form = ChangePassphraseForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        own_tries = [(CODE, member.login)]
        try:
            count_try(own_tries, at=clock.now())
        except TooManyTries as refused:
            form.add_error("present", str(refused))
        else:
            if member.check_password(form.cleaned_data["present"]):
                forget_tries(own_tries)
                chosen = form.cleaned_data["passphrase"]
                set_passphrase(member, passphrase=chosen, by=member.login, at=clock.now())
                begin(request, member, at=clock.now())
                tell(request, _("The passphrase was changed. Other devices were signed out."))
                return redirect("desk:account")
            form.add_error("present", _("This is not your present passphrase."))
    return desk_page(
        request,
        "desk/passphrase.html",
        title=_("Change the passphrase"),
        form=form,
        status=422 if form.errors else 200,
    )


def _keep_theme(request: HttpRequest, response: HttpResponse, theme: str) -> None:
    if theme not in THEMES:
        response.delete_cookie("theme")
        return
    response.set_cookie(
        "theme",
        theme,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
