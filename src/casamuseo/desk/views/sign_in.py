"""Signing in, with a second factor where the member has one, and signing out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import for_anybody, for_members, signed_in
from casamuseo.desk.forms import CodeForm, SignInForm
from casamuseo.desk.known_devices import known_device, remember_device
from casamuseo.desk.pages import desk_page, onward
from casamuseo.desk.signing_in import begin, begin_half, end, half_signed_in
from casamuseo.kernel import clock
from casamuseo.kernel.limits import caller
from casamuseo.staff.errors import NotSignedIn, TooManyTries, WrongCode
from casamuseo.staff.models import Member, as_login
from casamuseo.staff.second_factor import check_code, has_second_factor
from casamuseo.staff.signing_in import judge
from casamuseo.staff.terms import DeskLanguage

A_YEAR = 60 * 60 * 24 * 365


@for_anybody
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and passphrase; whoever is signed in already goes on to where they wanted."""
    if request.method != "POST":
        if signed_in(request) is not None:
            return redirect(onward(request))
        return _in_chosen_language(request)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    login = as_login(form.cleaned_data["login"])
    try:
        member = judge(
            login,
            passphrase=form.cleaned_data["passphrase"],
            address=caller(request),
            known_device=known_device(request, login),
            at=clock.now(),
        )
    except (NotSignedIn, TooManyTries) as refused:
        form.add_error(None, str(refused))
        return _page(request, form, status=429 if isinstance(refused, TooManyTries) else 422)
    if has_second_factor(member):
        begin_half(request, member, at=clock.now())
        return redirect(f"{reverse('desk:sign_in_code')}?{request.GET.urlencode()}")
    return come_in(request, member)


@for_anybody
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second factor, of whoever has just given the passphrase."""
    member = half_signed_in(request, at=clock.now())
    if member is None:
        return redirect("desk:sign_in")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            check_code(member, code=form.cleaned_data["code"], at=clock.now())
            return come_in(request, member)
        except (WrongCode, TooManyTries) as refused:
            form.add_error("code", str(refused))
            status = 429 if isinstance(refused, TooManyTries) else 422
    return desk_page(
        request,
        "desk/sign-in-code.html",
        title=_("Enter the code"),
        form=form,
        status=status,
    )


@for_members
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    end(request)
    return redirect("desk:sign_in")


def come_in(request: HttpRequest, member: Member) -> HttpResponse:
    """Sign the member in and send them to where they wanted."""
    response = redirect(onward(request))
    begin(request, member, at=clock.now())
    Member.objects.filter(pk=member.pk).update(signed_in_at=clock.now())
    remember_device(request, response, member.login)
    remember_language(response, member.language)
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """Let the sign-in page speak it the next time."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, httponly=True, samesite="Lax"
    )


def _page(request: HttpRequest, form: SignInForm, *, status: int = 200) -> HttpResponse:
    return desk_page(
        request,
        "desk/sign-in.html",
        title=_("Sign in"),
        form=form,
        submit=_("Sign in"),
        languages=DeskLanguage.choices,
        next=request.GET.get("next", ""),
        status=status,
    )


def _in_chosen_language(request: HttpRequest) -> HttpResponse:
    """The page in the language that its switch asks for, which it keeps speaking."""
    asked = request.GET.get("language", "")
    if asked not in DeskLanguage.values:
        return _page(request, SignInForm())
    with translation.override(asked):
        response = _page(request, SignInForm())
        response.headers["Content-Language"] = asked
    remember_language(response, asked)
    return response
