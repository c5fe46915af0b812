"""Enrolling this browser as a device of the door, once, with the word that the director gave."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casamuseo.gate.devices import is_device, remember
from casamuseo.gate.pages import gate_page
from casamuseo.kernel import clock
from casamuseo.staff.access import for_anybody
from casamuseo.visit.actions.enrolling import enrol_device, enrols
from casamuseo.visit.errors_gate import EnrolmentOver


class WordForm(forms.Form):
    """The word, as it was given: letters in fours."""

    word = forms.CharField(
        label=gettext_lazy("Enrolment code"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, word: str = "") -> HttpResponse:
    """Ask for the word, or show whom the link enrols; only pressing the button uses it up."""
    if request.method != "POST":
        return _page(request, WordForm(initial={"word": word}), word=word)
    form = WordForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        _device, token = enrol_device(form.cleaned_data["word"], at=clock.now())
    except EnrolmentOver as refused:
        form.add_error("word", str(refused))
        return _page(request, form, status=422)
    response = redirect("gate:door")
    remember(request, response, token=token)
    return response


def _page(
    request: HttpRequest, form: WordForm, *, word: str = "", status: int = 200
) -> HttpResponse:
    device = enrols(word, at=clock.now()) if word else None
    return gate_page(
        request,
        "gate/enrol.html",
        title=_("Enrol this device"),
        form=form,
        word=word,
        device=device,
        present=is_device(request),
        status=status,
    )
