"""The languages of the house: prepared first, then public by an act that shows what it entails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.apps import apps
from django.db.models import F, Model, QuerySet, TextField
from django.db.models.functions import Cast

from casamuseo.house.errors_languages import (
    ConsequencesChanged,
    LanguageIsThere,
    LanguageIsWritten,
    NoSuchLanguage,
    NotALanguage,
    OriginalsLanguage,
)
from casamuseo.house.models import House
from casamuseo.kernel.fields import MultilingualField
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Version
from casamuseo.kernel.writing import writing
from casamuseo.media.models import Picture
from casamuseo.media.publishing import settle_all
from casamuseo.sources.models import Passage, Statement, StatementRevision
from casamuseo.sources.translating import Standing, counts, rendered, with_standing

Missing = Literal["declare", "hold-back"]
"""What becomes of sentences without the new language: said to be missing, or taken off the website."""

_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Consequences:
    """What making a language public would do."""

    language: str
    statements: int
    """Sentences that do not have it and do not say that they do not."""
    passages: int
    """Passages that the public sees and would lose, if these were held back."""
    photographs: int = 0
    """Photographs that the public sees and would lose: nobody says in it what they show."""


def all_languages(house: House) -> list[str]:
    """Those of the public and those that are being prepared."""
    return [*house.languages, *house.prepared_languages]


def prepare_language(house: House, language: str, *, by: str, at: datetime) -> House:
    """Take a language into the desk. The public does not see it, and nothing is asked of it yet.

    Refuses with NotALanguage or LanguageIsThere.
    """
    if not _CODE.fullmatch(language):
        raise NotALanguage(language)
    with writing():
        house = _locked(house)
        if language in all_languages(house):
            raise LanguageIsThere(language)
        house.prepared_languages = [*house.prepared_languages, language]
        return _saved(house, "prepare-language", language, by=by, at=at)


def remove_language(house: House, language: str, *, by: str, at: datetime) -> House:
    """Take a language out of the house, as long as nothing is written in it.

    Refuses with NoSuchLanguage, OriginalsLanguage or LanguageIsWritten.
    """
    with writing():
        house = _locked(house)
        if language not in all_languages(house):
            raise NoSuchLanguage(language)
        if language == house.languages[0]:
            raise OriginalsLanguage(language)
        texts = written_in(language)
        if texts:
            raise LanguageIsWritten(language, texts=texts)
        house.languages = [code for code in house.languages if code != language]
        house.prepared_languages = [code for code in house.prepared_languages if code != language]
        return _saved(house, "remove-language", language, by=by, at=at)


def move_language_up(house: House, language: str, *, by: str, at: datetime) -> House:
    """Set a public language one place further to the front; the originals' language stays the first.

    Refuses with NoSuchLanguage or OriginalsLanguage.
    """
    with writing():
        house = _locked(house)
        order = list(house.languages)
        if language not in order:
            raise NoSuchLanguage(language)
        place = order.index(language)
        if place < 2:
            raise OriginalsLanguage(order[0])
        order[place - 1], order[place] = order[place], order[place - 1]
        house.languages = order
        return _saved(house, "order-languages", language, by=by, at=at)


def consequences(language: str) -> Consequences:
    """What would follow if this language were made public now."""
    lacking = _lacking(language)
    held = Passage.objects.published().filter(pk__in=lacking.values("passage"))
    photographs = Picture.objects.public().filter(kind=Picture.Kind.PHOTOGRAPH)
    wordless = sum(not each.description.has(language) for each in photographs.only("description"))
    return Consequences(language, lacking.count(), held.count(), wordless)


def publish_language(
    house: House,
    language: str,
    *,
    missing: Missing,
    seen: Consequences,
    by: str,
    at: datetime,
) -> House:
    """Make a prepared language public, having seen what that entails.

    Where a sentence has no word in it, it either says from now on that it is missing, and the reader
    is shown another language marked as such; or it leaves the website, and its passage with it.
    Refuses with NoSuchLanguage or ConsequencesChanged.
    """
    with writing():
        house = _locked(house)
        if language not in house.prepared_languages:
            raise NoSuchLanguage(language)
        now = consequences(language)
        if now != seen:
            raise ConsequencesChanged(statements=now.statements)
        if missing == "declare":
            _declare_missing(language)
        else:
            _hold_back(language)
        house.languages = [*house.languages, language]
        house.prepared_languages = [code for code in house.prepared_languages if code != language]
        house = _saved(house, "publish-language", language, by=by, at=at, missing=missing)
        settle_all(languages=house.languages, by=by, at=at)
        return house


def written_in(language: str) -> int:
    """How many texts of the house have words in this language."""
    return sum(_with_words(model, field, language) for model, field in multilingual_fields())


def multilingual_fields() -> Iterator[tuple[type[Model], str]]:
    """Every multilingual field of every table, but for what is only history."""
    for model in apps.get_models():
        if model is StatementRevision:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, MultilingualField):
                yield model, field.name


def _with_words(model: type[Model], field: str, language: str) -> int:
    # Most tables have not one row of it: the database looks for the code first.
    manager: Any = model._default_manager
    naming = manager.filter(pk__in=_naming(model, field, language))
    found = counts(naming, field, language)
    originals = sum(
        1
        for text in naming.values_list(field, flat=True).iterator(chunk_size=_AT_ONCE)
        if text.original == language and text.has(language)
    )
    translations = (Standing.STALE, Standing.MACHINE, Standing.WAITING, Standing.REVIEWED)
    return originals + sum(found.get(standing, 0) for standing in translations)


def _naming(model: type[Model], field: str, language: str) -> QuerySet[Any]:
    manager: Any = model._default_manager
    rows: QuerySet[Any] = manager.alias(_raw=Cast(F(field), TextField()))
    return rows.filter(_raw__contains=f'"{language}": ').order_by().values("pk")


def _lacking(language: str) -> QuerySet[Statement]:
    """Sentences that pass the language over in silence, or whose other version does."""
    own = with_standing(Statement.objects.all(), "text", language)
    other = with_standing(Statement.objects.all(), "counter_text", language)
    silent = [
        rows.filter(standing=Standing.MISSING).order_by().values("pk") for rows in (own, other)
    ]
    return Statement.objects.filter(pk__in=silent[0]) | Statement.objects.filter(pk__in=silent[1])


def _declare_missing(language: str) -> None:
    for field in ("text", "counter_text"):
        rows = with_standing(Statement.objects.all(), field, language).filter(
            standing=Standing.MISSING
        )
        lacking = list(rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(lacking), _AT_ONCE):
            some = list(Statement.objects.filter(pk__in=lacking[start : start + _AT_ONCE]))
            for one in some:
                text = getattr(one, field)
                setattr(
                    one, field, rendered(text, language, Version(None, made_from=text.revision))
                )
            Statement.objects.bulk_update(some, [field])


def _hold_back(language: str) -> None:
    """What `sources.publishing.settle` would do with each passage, for all of them at once."""
    lacking = list(_lacking(language).values_list("pk", "passage_id"))
    for start in range(0, len(lacking), _AT_ONCE):
        some = lacking[start : start + _AT_ONCE]
        Statement.objects.filter(pk__in=[pk for pk, _ in some]).update(is_published=False)
        Passage.objects.filter(pk__in={passage for _, passage in some}).update(is_published=False)


def _locked(house: House) -> House:
    return House.objects.select_for_update().get(pk=house.pk)


def _saved(
    house: House, action: str, language: str, *, by: str, at: datetime, **facts: Any
) -> House:
    house.save(update_fields=["languages", "prepared_languages"])
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind="house.house",
        key=house.key,
        facts={"language": language, "languages": house.languages, **facts},
    )
    Edition.rise()
    return house
