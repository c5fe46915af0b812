"""The sources: found, described, added and changed, merged, withdrawn and taken back in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_sources import (
    ReasonForm,
    SourceForm,
    label_of,
    shown_value,
    type_name,
)
from casamuseo.desk.known_sources import find_sources, known_doubles, known_sources
from casamuseo.desk.pages import desk_page, local, tell
from casamuseo.desk.paging import Page, page_of
from casamuseo.desk.pickers import house_languages, language_name
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.models import Change
from casamuseo.sources.actions import delete_source, withdraw_source
from casamuseo.sources.actions_sources import (
    add_source,
    change_source,
    consequences_of_withdrawing,
    digest_of,
    filled_up,
    merge_sources,
    take_back,
)
from casamuseo.sources.bibliography.naming import short_form
from casamuseo.sources.formatting import full_entry
from casamuseo.sources.models import Citation, Source, Statement
from casamuseo.story.labels import Label
from casamuseo.story.models import PrintedLabel

CHOICES = 12
"""How many a search while typing shows."""
A_PAGE = 50
_DIGEST = re.compile(r"[0-9a-f]{64}")
PROPOSED = ("title", "author", "issued")


@allowed_to("see_texts")
def sources(request: HttpRequest) -> HttpResponse:
    """Every source, or those in which the words stand."""
    words = request.GET.get("q", "")
    found = find_sources(words)
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    start = (number - 1) * A_PAGE
    shown = found[start : start + A_PAGE]
    cited = Citation.objects.filter(source__in=[one.pk for one in shown]).order_by()
    counts = dict(cited.values_list("source").annotate(count=Count("statement", distinct=True)))
    return desk_page(
        request,
        "desk/sources.html",
        title=_("Sources"),
        words=words,
        rows=[(one, type_name(one.type), counts.get(one.pk, 0)) for one in shown],
        page=Page([], number, has_more=len(found) > start + A_PAGE),
        count=len(found),
    )


@allowed_to("see_texts")
def find(request: HttpRequest) -> HttpResponse:
    """What answers to the words `q`, as options of a list box."""
    found = find_sources(request.GET.get("q", ""))
    return desk_page(
        request,
        "desk/source-options.html",
        title=_("Sources"),
        found=found[:CHOICES],
        more=max(0, len(found) - CHOICES),
    )


@allowed_to("keep_sources")
def add(request: HttpRequest) -> HttpResponse:
    """Add a source by hand."""
    kind = request.POST.get("type") or request.GET.get("type") or "book"
    # An article that names a source sends what it says of it along, for a person to look at.
    said = {name: words for name in PROPOSED if (words := request.GET.get(name, "")[:500])}
    form = SourceForm(
        request.POST or None, csl={"type": kind}, new=True, initial={"type": kind, **said}
    )
    if request.method == "POST" and form.is_valid():
        try:
            csl, key = form.item(), form.cleaned_data["key"]
            added = add_source(csl, key=key, by=member_of(request).login, at=clock.now())
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("The source was added."))
            article = request.GET.get("article", "")
            if _DIGEST.fullmatch(article):
                return redirect("desk:articles_one", digest=article)
            return redirect("desk:sources_one", key=added.key)
    return desk_page(
        request,
        "desk/source-add.html",
        title=_("Add a source"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("see_texts")
def source(request: HttpRequest, key: str) -> HttpResponse:
    """One source: how it is cited, what rests on it, its fields."""
    return _page(request, get_object_or_404(Source, key=key))


@allowed_to("keep_sources")
@require_POST
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Say otherwise what it is."""
    found = get_object_or_404(Source, key=key)
    form = SourceForm(request.POST, csl=found.csl)
    if form.is_valid():
        try:
            change_source(
                found,
                csl=form.item(),
                seen=request.POST.get("seen", ""),
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("This was saved."))
            return redirect("desk:sources_one", key=key)
    return _page(request, found, form=form, status=422)


@allowed_to("withdraw_sources")
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """What withdrawing would do; and withdrawing."""
    found = get_object_or_404(Source, key=key)
    if found.withdrawn_on is not None:
        return redirect("desk:sources_one", key=key)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        try:
            withdraw_source(
                found,
                why=form.cleaned_data["why"],
                on=local(at).date(),
                languages=house_languages(),
                by=member_of(request).login,
                at=at,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("The source was withdrawn."))
            return redirect("desk:sources_one", key=key)
    said = consequences_of_withdrawing(found, languages=house_languages())
    return desk_page(
        request,
        "desk/source-withdraw.html",
        title=_("Withdraw a source"),
        source=found,
        short=short_form(found.csl),
        form=form,
        said=said,
        shown=said.lost[:200],
        labels=_labels_that_say(said.lost),
        status=422 if form.errors else 200,
    )


@allowed_to("withdraw_sources")
@require_POST
def reinstate(request: HttpRequest, key: str) -> HttpResponse:
    """Take it back in."""
    found = get_object_or_404(Source, key=key)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reason=form, status=422)
    try:
        take_back(
            found,
            why=form.cleaned_data["why"],
            languages=house_languages(),
            by=member_of(request).login,
            at=clock.now(),
        )
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    else:
        tell(request, _("The source stands again."))
    return redirect("desk:sources_one", key=key)


@allowed_to("keep_sources")
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Delete a source that nothing cites."""
    found = get_object_or_404(Source, key=key)
    try:
        delete_source(found, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:sources_one", key=key)
    tell(request, _("The source was deleted."))
    return redirect("desk:sources")


@allowed_to("keep_sources")
def doubles(request: HttpRequest) -> HttpResponse:
    """Sources that are perhaps the same."""
    pairs = known_doubles().pairs()[:200]
    short = {one.key: one.short for one in known_sources()}
    names = {"DOI": "DOI", "ISBN": "ISBN", "URL": _("address"), "title": _("title and author")}
    return desk_page(
        request,
        "desk/source-doubles.html",
        title=_("Perhaps the same"),
        pairs=[
            (one, short.get(one, one), other, short.get(other, other), names[by])
            for one, other, by in pairs
        ],
    )


@dataclass(frozen=True, slots=True)
class Field:
    """A field of two sources side by side."""

    name: str
    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        return self.one != self.other


@allowed_to("keep_sources")
def merge(request: HttpRequest, key: str, other: str) -> HttpResponse:
    """Two sources side by side; and making them one."""
    kept, gone = get_object_or_404(Source, key=key), get_object_or_404(Source, key=other)
    problem = ""
    if request.method == "POST":
        csl = filled_up(kept.csl, gone.csl)
        for name in csl:
            side = request.POST.get(f"take-{name}")
            if side in {"one", "other"}:
                csl[name] = (kept if side == "one" else gone).csl.get(name)
        try:
            merge_sources(
                kept,
                gone,
                csl=csl,
                seen=(request.POST.get("seen_one", ""), request.POST.get("seen_other", "")),
                languages=house_languages(),
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            problem = str(refused)
        else:
            tell(request, _("The two sources are one now."))
            return redirect("desk:sources_one", key=key)
    names = dict.fromkeys(("type", *kept.csl, *gone.csl))
    return desk_page(
        request,
        "desk/source-merge.html",
        title=_("Make one of two sources"),
        kept=kept,
        gone=gone,
        seen=(digest_of(kept), digest_of(gone)),
        citing=[Statement.objects.resting_on(each).count() for each in (kept, gone)],
        fields=[
            Field(
                name, label_of(name), *(_shown(name, each.csl.get(name)) for each in (kept, gone))
            )
            for name in names
        ],
        problem=problem,
        status=422 if problem else 200,
    )


def _shown(name: str, value: Any) -> str:
    if name == "type":
        return type_name(str(value or ""))
    return shown_value(name, value) if value else ""


def _labels_that_say(lost: list[Statement]) -> list[PrintedLabel]:
    """Copies on the walls that say a sentence that would be lost."""
    keys: dict[int, set[str]] = {}
    for statement in lost:
        keys.setdefault(statement.passage_id, set()).add(statement.key)
    hanging = PrintedLabel.objects.filter(passage__in=keys, removed_on=None)
    rows = hanging.select_related("passage", "place").order_by("place__number", "pk")
    return [
        each
        for each in rows
        if any(said.key in keys[each.passage_id] for said in Label.as_printed(each).sentences)
    ]


def _page(
    request: HttpRequest,
    found: Source,
    *,
    form: SourceForm | None = None,
    reason: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    statements = Statement.objects.resting_on(found).select_related("passage")
    order = ("passage__order", "passage__key", "position")
    page = page_of(statements.order_by(*order), request.GET.get("page"))
    cited: dict[int, list[Citation]] = {}
    for citation in Citation.objects.filter(source=found, statement__in=page.rows):
        cited.setdefault(citation.statement_id, []).append(citation)
    language = get_language() or "es"
    return desk_page(
        request,
        "desk/source.html",
        title=short_form(found.csl) or found.key,
        source=found,
        entries=[
            (code, language_name(code), full_entry(found.csl, language=code))
            for code in house_languages()
        ],
        kind=type_name(found.type),
        page=page,
        rows=[(each, each.text.said(language), cited.get(each.pk, [])) for each in page.rows],
        form=form or SourceForm(csl=found.csl),
        reason=reason or ReasonForm(),
        # Whoever was told that it changed meanwhile compares, and saves over what they saw now.
        seen=digest_of(found),
        doubles=known_doubles().of(found.csl, but=found.key),
        changes=_what_was_done(found),
        status=status,
    )


def _what_was_done(found: Source) -> list[tuple[Change, str]]:
    """The latest changes, in words."""
    words = {
        "add": _("Added"),
        "change": _("Changed"),
        "merge": _("Merged with another"),
        "withdraw": _("Withdrawn"),
        "take_back": _("Taken back in"),
    }
    changes = Change.objects.filter(kind="sources.source", key=found.key).order_by("-at", "-pk")
    return [(each, words.get(each.action, each.action)) for each in changes[:10]]
