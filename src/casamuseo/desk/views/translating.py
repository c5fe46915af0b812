"""The translation desk: what is missing or stale, each text with what changed, saved and reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_translating import TranslationForm, WorklistForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.paging import A_PAGE, page_of
from casamuseo.desk.pickers import house_languages, language_name, written_languages
from casamuseo.desk.speakers import speakers_of
from casamuseo.desk.translation_strands import (
    KINDS,
    OTHER,
    beside,
    fields_of,
    overview,
    records_of,
    sentences,
    strands,
)
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.texts import Text
from casamuseo.sources.actions_translating import Seen, review_translation, translate, translator_of
from casamuseo.sources.comparing import compare_words
from casamuseo.sources.models import Passage, Statement
from casamuseo.sources.translating import (
    COUNTER,
    TO_DO,
    TO_REVIEW,
    Piece,
    Standing,
    Strand,
    fingerprint,
    original_then,
    standing_of,
    with_standing,
)

MOST_LEAFED = 200
"""Pages of a worklist: whoever has more to do chooses a kind."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What waits in one language, of one kind or of one text."""

    language: str
    counts: dict[str, int]

    @property
    def to_do(self) -> int:
        return sum(self.counts.get(each, 0) for each in TO_DO)

    @property
    def to_review(self) -> int:
        return sum(self.counts.get(each, 0) for each in TO_REVIEW)

    @property
    def all(self) -> int:
        return sum(self.counts.values())

    @property
    def told(self) -> list[tuple[Standing, int]]:
        return [(each, self.counts[each]) for each in Standing if self.counts.get(each)]


@allowed_to("translate")
def translation(request: HttpRequest) -> HttpResponse:
    """The kinds of text by language: how many are missing, stale, machine-made, reviewed."""
    languages = written_languages()
    found = {code: overview(code) for code in languages}
    kinds = [kind for kind in [*KINDS, OTHER] if any(kind in found[code] for code in languages)]
    return desk_page(
        request,
        "desk/translation.html",
        title=_("Translation"),
        languages=languages,
        public=house_languages(),
        kinds=KINDS,
        rows=[
            (kind, [Cell(code, found[code].get(kind, {})) for code in languages]) for kind in kinds
        ],
        totals=[Cell(code, _sum(found[code])) for code in languages],
    )


@allowed_to("translate")
def texts(request: HttpRequest, kind: str) -> HttpResponse:
    """The texts of one kind by language."""
    if kind not in KINDS:
        raise Http404
    page = page_of(_passages(kind), request.GET.get("page"))
    told: dict[int, list[Statement]] = {passage.pk: [] for passage in page.rows}
    for one in Statement.objects.filter(passage__in=told).order_by("passage", "position"):
        told[one.passage_id].append(one)
    languages = written_languages()
    speakers = speakers_of(page.rows, language=get_language() or "es")
    return desk_page(
        request,
        "desk/translation-texts.html",
        title=str(KINDS[kind]),
        kind=kind,
        languages=languages,
        page=page,
        rows=[
            (
                passage,
                speakers[passage.pk].name,
                [Cell(code, _counted(told[passage.pk], code)) for code in languages],
                told[passage.pk][0] if told[passage.pk] else None,
            )
            for passage in page.rows
        ],
    )


@allowed_to("translate")
def worklist(request: HttpRequest, language: str) -> HttpResponse:
    """The texts that wait in one language, to be worked through."""
    _known(language)
    form = WorklistForm(request.GET)
    kind, only = _asked(form)
    number = _number(request.GET.get("page"))
    pieces, has_more = _some(strands(kind), language, only, start=(number - 1) * A_PAGE)
    return desk_page(
        request,
        "desk/translation-worklist.html",
        title=_("Translation into %(language)s") % {"language": language_name(language)},
        language_of_work=language,
        form=form,
        rows=[_row(piece, language) for piece in pieces],
        asked=_query(form),
        number=number,
        has_more=has_more and number < MOST_LEAFED,
    )


@allowed_to("translate")
def piece(request: HttpRequest, language: str, model: str, key: int, field: str) -> HttpResponse:
    """One text: the original with what changed in it, the translation, and the ones beside it."""
    _known(language)
    found = _piece(model, key, field)
    if request.method != "POST":
        return _piece_page(request, found, language)
    form = TranslationForm(request.POST, language=language)
    if not form.is_valid():
        return _piece_page(request, found, language, form=form, status=422)
    seen = Seen(form.cleaned_data["revision"], form.cleaned_data["seen"])
    shared: dict[str, Any] = {
        "language": language,
        "seen": seen,
        "languages": house_languages(),
        "by": member_of(request).login,
        "at": clock.now(),
    }
    act, words = request.POST.get("act"), form.cleaned_data["words"]
    try:
        if act == "review":
            review_translation(found.row, field, **shared)
        else:
            is_missing = act == "declare"
            translate(found.row, field, words=None if is_missing else words, **shared)
    except Refusal as refused:
        return _refused(request, found, language, words, refused)
    tell(request, _("This was saved."))
    return redirect(_after(request, found, language))


def _refused(
    request: HttpRequest, found: Piece, language: str, words: str, refused: Refusal
) -> HttpResponse:
    """What was typed stays; what was written meanwhile stands beside it, and has now been seen."""
    found.row.refresh_from_db()
    form = TranslationForm(_start(found.text, language) | {"words": words}, language=language)
    form.is_valid()
    form.add_error(None, str(refused))
    return _piece_page(request, found, language, form=form, status=422)


def _piece_page(
    request: HttpRequest,
    found: Piece,
    language: str,
    *,
    form: TranslationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    text = found.text
    standing = standing_of(text, language)
    if standing is None:
        raise Http404
    asked = WorklistForm(request.GET)
    then = _original_then(found, language) if standing == Standing.STALE else None
    now = text.words(text.original or "")
    return desk_page(
        request,
        "desk/translation-piece.html",
        title=_title(found),
        label=found.label,
        piece=found,
        passage=found.row.passage if isinstance(found.row, Statement) else None,
        cited=_cited(found),
        language_of_work=language,
        original=text.original,
        words_now=now,
        changed=compare_words(then, now) if then is not None else None,
        standing=standing,
        present=text[language].words if language in text else "",
        translator=translator_of(found.row, found.field, language=language),
        can_review=standing in TO_REVIEW,
        form=form or TranslationForm(initial=_start(text, language), language=language),
        before=_beside(found, language, asked, is_forward=False),
        after=_beside(found, language, asked, is_forward=True),
        asked=_query(asked),
        status=status,
    )


def _start(text: Text, language: str) -> dict[str, Any]:
    return {
        "revision": text.revision,
        "seen": fingerprint(text, language),
        "words": (text[language].words or "") if language in text else "",
    }


def _original_then(found: Piece, language: str) -> str | None:
    made_from = found.text[language].made_from
    if not isinstance(found.row, Statement) or made_from is None:
        return None
    return original_then(found.row, found.field, revision=made_from)


def _cited(found: Piece) -> list[Any]:
    if not isinstance(found.row, Statement):
        return []
    return list(found.row.citations.select_related("source").order_by("stance", "position"))


def _title(found: Piece) -> str:
    language = get_language() or "es"
    if isinstance(found.row, Statement):
        passage = found.row.passage
        return speakers_of([passage], language=language)[passage.pk].name
    records = records_of(found.model_name)
    return records.named(found.row, language) if records else found.id


def _after(request: HttpRequest, found: Piece, language: str) -> str:
    """The next one that waits; at the end of them, the list."""
    asked = WorklistForm(request.GET)
    following = _beside(found, language, asked, is_forward=True)
    if following is not None:
        return following
    return reverse("desk:translation_worklist", kwargs={"language": language}) + _query(asked)


def _beside(found: Piece, language: str, asked: WorklistForm, *, is_forward: bool) -> str | None:
    """The address of the neighbour among what waits; the next strand's first where one ends."""
    kind, only = _asked(asked)
    listed = strands(kind)
    at = next(
        (
            number
            for number, each in enumerate(listed)
            if (each.model_name, each.field) == (found.model_name, found.field)
        ),
        None,
    )
    if at is None:
        return None
    row = beside(_waiting(listed[at], language, only), found.row, is_forward=is_forward)
    if row is not None:
        return address_of(Piece(row, found.field), language) + _query(asked)
    rest = listed[at + 1 :] if is_forward else list(reversed(listed[:at]))
    for strand in rest:
        rows = _waiting(strand, language, only)
        row = rows.first() if is_forward else rows.last()
        if row is not None:
            return address_of(Piece(row, strand.field), language) + _query(asked)
    return None


def address_of(found: Piece, language: str) -> str:
    """Where this text is translated."""
    return reverse(
        "desk:translation_piece",
        kwargs={
            "language": language,
            "model": found.model_name,
            "key": found.row.pk,
            "field": found.field,
        },
    )


def _row(found: Piece, language: str) -> dict[str, Any]:
    text = found.text
    return {
        "title": _title_in_list(found),
        "label": found.label,
        "words": text.words(text.original or ""),
        "original": text.original,
        "standing": standing_of(text, language),
        "address": address_of(found, language),
    }


def _title_in_list(found: Piece) -> str:
    if isinstance(found.row, Statement):
        return str(found.row.passage.key)
    records = records_of(found.model_name)
    return records.named(found.row, get_language() or "es") if records else found.id


def _some(
    listed: list[Strand], language: str, only: list[Standing], *, start: int
) -> tuple[list[Piece], bool]:
    """A page of the texts that wait, over all the strands, and whether there are more."""
    found: list[Piece] = []
    left = start
    for strand in listed:
        rows = _waiting(strand, language, only)
        some = list(rows[left : left + A_PAGE + 1 - len(found)])
        if not some and left:
            left -= min(left, rows.count())
        else:
            left = 0
        found += [Piece(row, strand.field, strand.label) for row in some]
        if len(found) > A_PAGE:
            return found[:A_PAGE], True
    return found, False


def _waiting(strand: Strand, language: str, only: list[Standing]) -> QuerySet[Any]:
    return with_standing(strand.rows(), strand.field, language).filter(standing__in=only)


def _piece(model: str, key: int, field: str) -> Piece:
    """The text at this address, where it is one that is translated; else a 404."""
    if model == Statement._meta.label_lower and field in ("text", COUNTER):
        row: Any = sentences().filter(pk=key).first()
    else:
        records = records_of(model)
        if records is None or field not in fields_of(records.model):
            raise Http404
        row = records.rows().filter(pk=key).first()
    if row is None:
        raise Http404
    label = next(
        (str(each.label) for each in strands() if (each.model_name, each.field) == (model, field)),
        "",
    )
    return Piece(row, field, label)


def _passages(kind: str) -> QuerySet[Passage]:
    # Another register begins with its own name: `easy-read/places/study`.
    own = Passage.objects.filter(of=None, key__gte=f"{kind}/", key__lt=f"{kind}0")
    other = Passage.objects.filter(of__key__gte=f"{kind}/", of__key__lt=f"{kind}0")
    return (own | other).order_by("key")


def _counted(statements: list[Statement], language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in statements:
        for text in (one.text, one.counter_text):
            standing = standing_of(text, language)
            if standing is not None:
                found[standing] = found.get(standing, 0) + 1
    return found


def _sum(of_kinds: dict[str, dict[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for of_kind in of_kinds.values():
        for standing, number in of_kind.items():
            found[standing] = found.get(standing, 0) + number
    return found


def _asked(form: WorklistForm) -> tuple[str, list[Standing]]:
    if not form.is_valid():
        return "", list(TO_DO)
    standing = form.cleaned_data["standing"]
    if standing == "review":
        return form.cleaned_data["kind"], list(TO_REVIEW)
    only = [Standing(standing)] if standing else list(TO_DO)
    return form.cleaned_data["kind"], only


def _query(form: WorklistForm) -> str:
    chosen = form.cleaned_data if form.is_valid() else {}
    pairs = {name: value for name, value in chosen.items() if value}
    return "?" + urlencode(pairs) if pairs else ""


def _number(asked: str | None) -> int:
    number = int(asked) if asked and asked.isdecimal() and len(asked) < 6 else 1
    return min(max(number, 1), MOST_LEAFED)


def _known(language: str) -> None:
    if language not in written_languages():
        raise Http404
