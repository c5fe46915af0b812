"""The history of a text: its editions, what it said on a day, and any two of them compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from casamuseo.desk.access import allowed_to
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pages import desk_page, local
from casamuseo.desk.pickers import written_languages
from casamuseo.desk.speakers import speaker_of
from casamuseo.desk.text_rows import names_of
from casamuseo.kernel import clock
from casamuseo.kernel.models import Change
from casamuseo.sources.comparing import compare_statements
from casamuseo.sources.drafting import WrittenStatement, statements_from, statements_of
from casamuseo.sources.editions import edition_at
from casamuseo.sources.models import Passage, PassageEdition
from casamuseo.sources.opening import open_passage

DRAFT, NOW = "draft", "now"
MOST_STEPS = 30
"""Steps of review listed; the editions have no end."""


@dataclass(frozen=True, slots=True)
class Told:
    """One of the wordings that can be compared."""

    value: str
    name: str
    began_at: datetime | None = None
    written_by: str = ""
    reviewed_by: str = ""


class CompareForm(DeskForm):
    """Which two wordings to hold against each other."""

    before = forms.ChoiceField(label=gettext_lazy("Compare"), required=False)
    after = forms.ChoiceField(label=pgettext_lazy("compare", "with"), required=False)

    def __init__(self, *args: Any, told: Sequence[Told], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
            field.choices = [(one.value, one.name) for one in told]


class DayForm(DeskForm):
    """A day of which to ask what the text said."""

    on = forms.DateField(
        label=gettext_lazy("What it said on the evening of"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


@allowed_to("see_texts", hides=True)
def history(request: HttpRequest, key: int) -> HttpResponse:
    """Who wrote and who reviewed what, when; and how two wordings differ."""
    passage = get_object_or_404(Passage.objects.select_related("of"), pk=key)
    editions = list(passage.editions.order_by("-version"))
    told = _told(passage, editions)
    form = CompareForm(_chosen(request, told), told=told)
    compared = None
    if form.is_valid():
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
        compared = compare_statements(
            _wording(passage, before, editions), _wording(passage, after, editions)
        )
    day = DayForm(request.GET)
    return desk_page(
        request,
        "desk/text-history.html",
        title=speaker_of(passage, language=get_language() or "es").name,
        passage=passage,
        told=told,
        form=form,
        compared=compared,
        languages=written_languages(),
        day=day,
        **_on_a_day(passage, day),
        steps=_steps(passage),
    )


def _told(passage: Passage, editions: Sequence[PassageEdition]) -> list[Told]:
    """The draft, what stands, and every edition before it; the newest first."""
    draft = open_passage(passage).draft
    logins = list(draft.writers) if draft else []
    for one in editions:
        logins += [*one.written_by.split(", "), one.reviewed_by]
    names = names_of(logins)

    def named(logins: str) -> str:
        return ", ".join(names.get(login, login) for login in logins.split(", "))

    told = []
    if draft is not None:
        told.append(Told(DRAFT, _("The draft"), draft.written_at, named(", ".join(draft.writers))))
    if not any(one.version == passage.version for one in editions):
        told.append(Told(NOW, _("What is published")))
    for one in editions:
        name = _("Version %(version)d") % {"version": one.version}
        told.append(
            Told(
                str(one.version),
                name,
                one.began_at,
                named(one.written_by),
                named(one.reviewed_by),
            )
        )
    return told


def _chosen(request: HttpRequest, told: Sequence[Told]) -> dict[str, str]:
    """The two that were asked for; else the newest with the one before it."""
    values = [one.value for one in told]
    newest, older = (values[0], values[1]) if len(values) > 1 else (values[0], values[0])
    return {
        "before": request.GET.get("before", older),
        "after": request.GET.get("after", newest),
    }


def _wording(
    passage: Passage, value: str, editions: Sequence[PassageEdition]
) -> Sequence[WrittenStatement]:
    if value == DRAFT:
        return open_passage(passage).statements
    if value == NOW:
        return statements_of(passage)
    found = next(one for one in editions if str(one.version) == value)
    return statements_from(found.statements)


def _on_a_day(passage: Passage, day: DayForm) -> dict[str, Any]:
    if not day.is_valid() or day.cleaned_data["on"] is None:
        return {"edition": None, "said": None}
    zone = local(clock.now()).tzinfo
    evening = datetime.combine(day.cleaned_data["on"], time.max, zone)
    edition = edition_at(passage, evening)
    return {"edition": edition, "said": statements_from(edition.statements) if edition else []}


def _steps(passage: Passage) -> list[tuple[Change, str]]:
    """What was done with it, the last first."""
    rows = Change.objects.filter(kind="sources.passage", key=passage.key).order_by("-pk")
    changes = list(rows[:MOST_STEPS])
    names = names_of([change.actor for change in changes])
    return [(change, names.get(change.actor, change.actor)) for change in changes]
