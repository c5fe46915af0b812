"""The kinds of record that the desk edits with one set of pages: their forms, their actions, their lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casamuseo.authority.actions import persons, vocabulary
from casamuseo.authority.models import CorporateBody, GeographicPlace, Person, Term
from casamuseo.desk import forms_records as forms
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.recording import seen_of
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage
from casamuseo.story.actions import (
    exhibitions,
    guide_stops,
    happenings,
    journeys,
    portraits,
    stories,
)
from casamuseo.story.models import Exhibition, GuideStop, Happening, Journey, Story

Action = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """How the desk edits a kind of record.

    `rows` is the table that a record has besides its fields: names, stations. Where it stands apart
    in the action, `rows_as` is what the action calls it; else it is a field of what is asked.
    """

    slug: str
    model: type[Model]
    plural: Promise
    add_one: Promise
    what: Promise
    form: type[forms.RecordForm]
    add: Action
    change: Action
    delete: Action
    begin_text: Action | None = None
    see: Callable[[Any], str] = seen_of
    row_set: type[forms.RowSet] | None = None
    rows_as: str = ""
    rows_called: Promise | None = None
    ordered: tuple[str, ...] = ("order", "key")
    searched: tuple[str, ...] = ("title",)
    aside: str = ""
    """What stands beside the name in the list: a date, a number."""

    def found(self, words: str) -> QuerySet[Any]:
        """The records whose names hold these words, in the order of the list."""
        rows: QuerySet[Any] = self.model._default_manager.order_by(*self.ordered)
        if not words:
            return rows
        said = {f"said_{name}": Cast(name, TextField()) for name in self.searched}
        wanted = Q(key__icontains=words) if self.model is not GuideStop else Q()
        if self.model is GuideStop and words.isdecimal():
            wanted = Q(number=int(words)) if len(words) < 5 else Q(pk=None)
        for name in said:
            wanted |= Q(**{f"{name}__icontains": words})
            wanted |= Q(**{f"{name}__icontains": forms.as_kept(words)})
        found: QuerySet[Any] = rows.annotate(**said).filter(wanted)
        return found

    def called(self, record: Any, language: str) -> str:
        """What a record is called in the list."""
        if isinstance(record, Person | CorporateBody):
            return record.sort_name
        for name in ("title", "name", "label"):
            words = getattr(record, name, None)
            if isinstance(words, Text) and words:
                return words.words(language)
        return str(record)

    def beside(self, record: Any, *, language: str) -> str:
        """What stands beside its name."""
        value = getattr(record, self.aside, None) if self.aside else None
        value = value() if callable(value) else value
        if isinstance(value, FuzzyDate):
            return value.in_words(language)
        return str(getattr(value, "words", value) or "")

    def passage(self, record: Any) -> Passage | None:
        """The text that the record has, if any."""
        if isinstance(record, Person | CorporateBody):
            return portraits.passage_of(record)
        return getattr(record, "passage", None)

    def save(
        self, record: Any, asked: Any, rows: Sequence[Any], *, seen: str, by: str, at: Any
    ) -> Any:
        """Add a record where there is none yet, else change it."""
        apart = {self.rows_as: rows} if self.rows_as else {}
        if record is None:
            return self.add(asked, by=by, at=at, **apart)
        return self.change(record, asked=asked, seen=seen, by=by, at=at, **apart)


KINDS = (
    RecordKind(
        "stories",
        Story,
        _("Stories"),
        _("Add a story"),
        _("Long reads, with the persons, objects and places that they tell of."),
        forms.StoryForm,
        stories.add_story,
        stories.change_story,
        stories.delete_story,
        stories.begin_text,
    ),
    RecordKind(
        "happenings",
        Happening,
        _("Happenings"),
        _("Add a happening"),
        _("The timeline: what happened, when as it is written, and where."),
        forms.HappeningForm,
        happenings.add_happening,
        happenings.change_happening,
        happenings.delete_happening,
        happenings.begin_text,
        ordered=("earliest_on", "latest_on", "order", "key"),
        aside="happened",
    ),
    RecordKind(
        "journeys",
        Journey,
        _("Journeys"),
        _("Add a journey"),
        _("Ways through the world, station by station."),
        forms.JourneyForm,
        journeys.add_journey,
        journeys.change_journey,
        journeys.delete_journey,
        journeys.begin_text,
        see=journeys.journey_seen,
        row_set=forms.Stations,
        rows_as="stations",
        rows_called=_("Stations"),
    ),
    RecordKind(
        "exhibitions",
        Exhibition,
        _("Exhibitions"),
        _("Add an exhibition"),
        _("What is shown, where, from when until when."),
        forms.ExhibitionForm,
        exhibitions.add_exhibition,
        exhibitions.change_exhibition,
        exhibitions.delete_exhibition,
        exhibitions.begin_text,
        aside="begins",
    ),
    RecordKind(
        "guide",
        GuideStop,
        _("Guide"),
        _("Add a stop of the guide"),
        _("The stops of the room guide, under their numbers on the wall."),
        forms.GuideStopForm,
        guide_stops.add_guide_stop,
        guide_stops.change_guide_stop,
        guide_stops.delete_guide_stop,
        guide_stops.begin_text,
        ordered=("number",),
        aside="number",
    ),
    RecordKind(
        "persons",
        Person,
        _("Persons"),
        _("Add a person"),
        _("Who they were, with their names in every language and script."),
        forms.PersonForm,
        persons.add_person,
        persons.change_person,
        portraits.delete_with_portrait,
        portraits.begin_portrait,
        row_set=forms.Names,
        rows_called=_("Names"),
        ordered=("sort_name", "key"),
        searched=("sort_name", "names"),
        aside="born",
    ),
    RecordKind(
        "bodies",
        CorporateBody,
        _("Corporate bodies"),
        _("Add a corporate body"),
        _("Institutions, parties, families acting as one."),
        forms.BodyForm,
        persons.add_body,
        persons.change_body,
        portraits.delete_with_portrait,
        portraits.begin_portrait,
        row_set=forms.Names,
        rows_called=_("Names"),
        ordered=("sort_name", "key"),
        searched=("sort_name", "names"),
        aside="founded",
    ),
    RecordKind(
        "towns",
        GeographicPlace,
        _("Places in the world"),
        _("Add a place in the world"),
        _("Towns, regions and countries with their coordinates."),
        forms.GeographicPlaceForm,
        vocabulary.add_geographic_place,
        vocabulary.change_geographic_place,
        vocabulary.delete_geographic_place,
        ordered=("key",),
        searched=("name",),
        aside="country",
    ),
    RecordKind(
        "terms",
        Term,
        pgettext_lazy("vocabulary", "Terms"),
        _("Add a term"),
        _("The words for kinds of object, materials and functions."),
        forms.TermForm,
        vocabulary.add_term,
        vocabulary.change_term,
        vocabulary.delete_term,
        ordered=("vocabulary", "order", "key"),
        searched=("label",),
        aside="get_vocabulary_display",
    ),
)

BY_SLUG = {kind.slug: kind for kind in KINDS}
