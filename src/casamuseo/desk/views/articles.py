"""Articles with footnotes: audited, their sources matched, and turned into the draft of a story."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from casamuseo.collection.importing.keeping import keep_table
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_articles import ArticleForm, DraftForm
from casamuseo.desk.known_sources import known_sources
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.pickers import house_languages
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.sources.article import ArticleRead, Proposal, read_article
from casamuseo.sources.audit import as_text
from casamuseo.sources.bibliography.naming import name_of, year_of
from casamuseo.story.actions.articles import draft_article

_DIGEST = re.compile(r"[0-9a-f]{64}")
MOST_SHOWN = 150
"""Sentences that the page shows; the draft has all of them."""


@allowed_to("write_texts")
def articles(request: HttpRequest) -> HttpResponse:
    """Bring an article; the next page shows its audit."""
    is_sent = request.method == "POST"
    form = ArticleForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        digest = keep_table([form.cleaned_data["content"]])
        return redirect("desk:articles_one", digest=digest)
    return desk_page(
        request,
        "desk/articles.html",
        title=_("Articles"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("write_texts")
def article(request: HttpRequest, digest: str) -> HttpResponse:
    """What an article says and rests on; and making a draft of it."""
    text = _kept(digest)
    is_sent = request.method == "POST"
    form = DraftForm(request.POST if is_sent else None)
    language = house_languages()[0]
    if is_sent and form.is_valid():
        language = form.cleaned_data["language"]
        try:
            passage = draft_article(
                read_article(text, language=language),
                title=form.cleaned_data["title"],
                language=language,
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("The article is a draft now. Nobody sees it before it is published."))
            return redirect("desk:text", key=passage.pk)
    found = read_article(text, language=language)
    if not is_sent:
        form = DraftForm(initial={"title": found.title})
    short = {one.key: one.short for one in known_sources()}
    return desk_page(
        request,
        "desk/article.html",
        title=found.title or _("An article without a title"),
        article=found,
        sentences=[
            (
                each.text[language].words,
                [(short.get(one.source, one.source), one.locator) for one in each.citations],
                each.unresolved_notes,
            )
            for each in found.statements[:MOST_SHOWN]
        ],
        more=max(0, len(found.statements) - MOST_SHOWN),
        proposals=[(each, _address(each, digest)) for each in found.proposals[:100]],
        report=_report(found),
        form=form,
        status=422 if form.errors else 200,
    )


def _report(found: ArticleRead) -> str:
    """The audit as `audit-citations` prints it."""
    return as_text(found.audit, name=found.title or "article")[:60_000]


def _address(proposal: Proposal, digest: str) -> str:
    """The form in which a person looks at a proposed source before it is one."""
    authors = proposal.csl.get("author", [])
    lines = [
        ", ".join(filter(None, (each.get("family"), each.get("given")))) or name_of(each)
        for each in authors
    ]
    said = {
        "type": "book",
        "title": proposal.csl["title"],
        "author": "\n".join(lines),
        "issued": year_of(proposal.csl),
        "article": digest,
    }
    return f"{reverse('desk:sources_add')}?{urlencode(said)}"


def _kept(digest: str) -> str:
    path = Path(settings.MEDIA_ROOT) / "imports" / digest
    if not _DIGEST.fullmatch(digest) or not path.is_file() or path.stat().st_size > 1_000_000:
        raise Http404
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Http404 from None
