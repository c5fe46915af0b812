"""The texts of the house: what is told, by whom it is spoken, and how each text stands."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_texts import TextsForm
from casamuseo.desk.pages import desk_page
from casamuseo.desk.paging import page_of
from casamuseo.desk.speakers import KINDS, speakers_of, spoken_by
from casamuseo.desk.text_rows import names_of, rows_of, waiting_for
from casamuseo.sources.models import Passage, Statement
from casamuseo.sources.terms import DraftStage


@allowed_to("see_texts")
def texts(request: HttpRequest) -> HttpResponse:
    """Every text, with its state; above them those whose review waits for this member."""
    form = TextsForm(request.GET)
    page = page_of(_found(form), request.GET.get("page"))
    language = get_language() or "es"
    waiting = waiting_for(member_of(request))
    query = request.GET.copy()
    query.pop("page", None)
    return desk_page(
        request,
        "desk/texts.html",
        title=_("Texts"),
        form=form,
        page=page,
        query=f"{query.urlencode()}&" if query else "",
        rows=rows_of(page.rows, language=language),
        waiting=waiting,
        speakers=speakers_of([draft.passage for draft in waiting], language=language),
        names=names_of([draft.written_by for draft in waiting]),
        kinds=KINDS,
    )


def _found(form: TextsForm) -> QuerySet[Passage]:
    rows = Passage.objects.filter(of=None).order_by("key")
    if not form.is_valid():
        return rows
    kind, state, words = (form.cleaned_data[name] for name in ("kind", "state", "words"))
    if kind:
        # A range, not a pattern: the index on the key serves it on both databases.
        rows = rows.filter(key__gte=f"{kind}/", key__lt=f"{kind}0")
    if words:
        rows = rows.filter(Q(key__icontains=words) | Q(pk__in=spoken_by(words, kind=kind)))
    return _in_state(rows, state)


def _in_state(rows: QuerySet[Passage], state: str) -> QuerySet[Passage]:
    held = Statement.objects.filter(passage=OuterRef("pk"), is_published=False)
    if state == "published":
        return rows.filter(is_published=True)
    if state == "held":
        return rows.filter(Q(is_published=False) | Exists(held))
    if state == "draft":
        return rows.filter(draft__isnull=False)
    if state == "review":
        return rows.filter(draft__stage=DraftStage.IN_REVIEW)
    return rows
