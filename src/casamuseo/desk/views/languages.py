"""The languages of the house: prepared, made public with their consequences, ordered, removed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_translating import LanguageForm, PublishLanguageForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.pickers import language_name
from casamuseo.house.actions.languages import (
    Consequences,
    consequences,
    move_language_up,
    prepare_language,
    publish_language,
    remove_language,
)
from casamuseo.house.models import House
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

SPOKEN_BY_THE_SITE = ("es", "en")
"""Languages into which buttons and headings are translated; in others these are English."""


@allowed_to("add_languages")
def languages(request: HttpRequest) -> HttpResponse:
    """The public languages and those that are being prepared."""
    return _page(request)


@allowed_to("add_languages")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Begin to prepare a language."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            prepare_language(_house(), code, by=member_of(request).login, at=clock.now())
        except Refusal as refused:
            form.add_error("code", str(refused))
        else:
            tell(request, _("It can be translated into now; the public does not see it yet."))
            return redirect("desk:translation_languages")
    return _page(request, form=form, status=422)


@allowed_to("add_languages")
@require_POST
def up(request: HttpRequest, code: str) -> HttpResponse:
    """Set a language further to the front."""
    return _done(request, code, move_language_up)


@allowed_to("add_languages")
@require_POST
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Remove a language in which nothing is written."""
    return _done(request, code, remove_language)


@allowed_to("add_languages", hides=True)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """What making it public entails; and, agreed to, doing it."""
    house = _house()
    if code not in house.prepared_languages:
        raise Http404
    if request.method != "POST":
        return _consequences(request, code)
    form = PublishLanguageForm(request.POST)
    if not form.is_valid():
        return _consequences(request, code, form=form, status=422)
    asked = form.cleaned_data
    try:
        publish_language(
            house,
            code,
            missing=asked["missing"],
            seen=Consequences(code, asked["statements"], asked["passages"], asked["photographs"]),
            by=member_of(request).login,
            at=clock.now(),
        )
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:translation_publish_language", code=code)
    tell(request, _("It is a public language of the house now."))
    return redirect("desk:translation_languages")


def _consequences(
    request: HttpRequest,
    code: str,
    *,
    form: PublishLanguageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = consequences(code)
    start = {
        "statements": found.statements,
        "passages": found.passages,
        "photographs": found.photographs,
        "missing": "declare",
    }
    return desk_page(
        request,
        "desk/translation-publish-language.html",
        title=_("Make “%(language)s” public") % {"language": language_name(code)},
        code=code,
        found=found,
        is_spoken=code in SPOKEN_BY_THE_SITE,
        form=form or PublishLanguageForm(initial=start),
        status=status,
    )


def _done(request: HttpRequest, code: str, act: Callable[..., House]) -> HttpResponse:
    try:
        act(_house(), code, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    else:
        tell(request, _("This was saved."))
    return redirect("desk:translation_languages")


def _page(
    request: HttpRequest, *, form: LanguageForm | None = None, status: int = 200
) -> HttpResponse:
    house = _house()
    return desk_page(
        request,
        "desk/translation-languages.html",
        title=_("Languages of the house"),
        public=house.languages,
        prepared=house.prepared_languages,
        form=form or LanguageForm(),
        status=status,
    )


def _house() -> House:
    house = House.objects.first()
    if house is None:
        raise Http404
    return house
