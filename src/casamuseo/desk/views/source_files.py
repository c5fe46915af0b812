"""Bibliographies in and out: a file or pasted words, each entry's fate, and the same way back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from casamuseo.collection.importing.keeping import keep_table
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_sources import BibliographyForm
from casamuseo.desk.known_sources import known_doubles, known_sources
from casamuseo.desk.pages import desk_page, tell
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.sources.actions_sources import Chosen, What, import_entries
from casamuseo.sources.bibliography.doubles import Double, Doubles
from casamuseo.sources.bibliography.entries import Entry
from casamuseo.sources.bibliography.naming import short_form
from casamuseo.sources.bibliography.reading import read_bibliography
from casamuseo.sources.bibliography.writing import FORMS, written
from casamuseo.sources.errors_sources import UnreadableBibliography
from casamuseo.sources.models import Source

MOST_AT_ONCE = 400
"""Entries that one page lets choose."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Fate:
    """An entry in the dry run."""

    number: int
    entry: Entry
    short: str
    double: Double | None
    double_short: str
    twice: int
    """The number of an entry before it that is perhaps the same; 0 for none."""


@allowed_to("keep_sources")
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a bibliography; the next page shows what would become of each entry."""
    form = BibliographyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            content = form.content()
            _refuse_too_many(read_bibliography(content))
            digest = keep_table([content])
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk:sources_entries", digest=digest)
    return desk_page(
        request,
        "desk/source-import.html",
        title=_("Import sources"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("keep_sources")
def entries(request: HttpRequest, digest: str) -> HttpResponse:
    """What would become of each entry, and a choice."""
    fates = _fates(_kept(digest))
    return desk_page(
        request,
        "desk/source-entries.html",
        title=_("Import sources"),
        digest=digest,
        fates=fates,
        unreadable=sum(bool(each.entry.problem) for each in fates),
    )


@allowed_to("keep_sources")
@require_POST
def take(request: HttpRequest, digest: str) -> HttpResponse:
    """Do with each entry what was chosen."""
    chosen = []
    for number, entry in enumerate(_kept(digest), start=1):
        what, _space, key = request.POST.get(f"entry-{number}", "skip").partition(" ")
        does: What = "add" if what == "add" else "merge" if what == "merge" else "skip"
        if not entry.problem:
            chosen.append(Chosen(entry.csl, does, key if does == "merge" else entry.key))
    try:
        added, merged = import_entries(chosen, by=member_of(request).login, at=clock.now())
    except (Refusal, Source.DoesNotExist):
        tell(request, _("The sources have changed meanwhile. Please choose again."), tone="refused")
        return redirect("desk:sources_entries", digest=digest)
    said = [
        ngettext("%(count)d source was added.", "%(count)d sources were added.", len(added))
        % {"count": len(added)},
        ngettext(
            "%(count)d was merged into one that was here.",
            "%(count)d were merged into those that were here.",
            len(merged),
        )
        % {"count": len(merged)},
    ]
    tell(request, " ".join(said))
    return redirect("desk:sources")


@allowed_to("see_texts")
def take_out(request: HttpRequest, form: str) -> HttpResponse:
    """All sources, or those whose keys are asked for, in a form that others read."""
    if form not in FORMS:
        raise Http404
    rows = Source.objects.order_by("order", "key")
    if keys := request.GET.getlist("key"):
        rows = rows.filter(key__in=keys[:500])
    media_type, _name = FORMS[form]
    disposition = f'attachment; filename="sources.{form}"'
    return HttpResponse(
        written(rows, form=form),
        content_type=f"{media_type}; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def _kept(digest: str) -> list[Entry]:
    path = Path(settings.MEDIA_ROOT) / "imports" / digest
    if not _DIGEST.fullmatch(digest) or not path.is_file():
        raise Http404
    try:
        found = read_bibliography(path.read_bytes())
        _refuse_too_many(found)
    except Refusal:
        raise Http404 from None
    return found


def _refuse_too_many(found: list[Entry]) -> None:
    if len(found) > MOST_AT_ONCE:
        raise UnreadableBibliography(
            _("There are more than %(most)d entries. Please bring them in parts.")
            % {"most": MOST_AT_ONCE}
        )


def _fates(found: list[Entry]) -> list[Fate]:
    here = known_doubles()
    before, short = Doubles(), {one.key: one.short for one in known_sources()}
    fates = []
    for number, entry in enumerate(found, start=1):
        double = next(iter(here.of(entry.csl)), None) if entry.csl else None
        earlier = next(iter(before.of(entry.csl)), None) if entry.csl else None
        fates.append(
            Fate(
                number,
                entry,
                short_form(entry.csl),
                double,
                short.get(double.key, double.key) if double else "",
                int(earlier.key) if earlier else 0,
            )
        )
        if entry.csl:
            before.add(str(number), entry.csl)
    return fates
