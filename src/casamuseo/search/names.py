"""Names that many entries repeat, read once: persons', places', terms', geographic places'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casamuseo.authority.models import CorporateBody, GeographicPlace, Person, Term
from casamuseo.house.models import Place
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.texts import Text

Name = Text | str
"""A name that is translated, or one that is the same in every language."""


class Names:
    """The names at hand while entries are made."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = languages
        self.persons = {
            person.pk: (person.key, tuple(str(name["text"]) for name in person.names))
            for person in Person.objects.all()
        }
        self.terms = {term.pk: (term.key, term.label) for term in Term.objects.all()}
        self.geographic = {place.pk: place.name for place in GeographicPlace.objects.all()}
        self._dates: dict[FuzzyDate, Text] = {}
        self.places = {place.pk: place for place in Place.objects.all()}

    def preferred(self, agent: Person | CorporateBody) -> Text:
        """The name of an agent as a text: every language has one."""
        return Text.from_json({language: agent.name_in(language) for language in self.languages})

    def keys_of_persons(self, ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.persons[pk][0] for pk in ids)

    def of_persons(self, ids: Iterable[int]) -> list[Name]:
        """All names of these persons, in every script: who knows one finds all that tells of them."""
        return [name for pk in ids for name in self.persons[pk][1]]

    def keys_of_terms(self, ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.terms[pk][0] for pk in ids)

    def of_terms(self, ids: Iterable[int]) -> list[Name]:
        return [self.terms[pk][1] for pk in ids]

    def of_places(self, ids: Iterable[int | None]) -> list[Name]:
        return [self.places[pk].name for pk in ids if pk is not None]

    def of_geographic_place(self, pk: int | None) -> list[Name]:
        return [self.geographic[pk]] if pk is not None else []

    def of_dates(self, dates: Iterable[FuzzyDate | None]) -> list[Name]:
        """Dates in the words of each language."""
        return [self._of_date(when) for when in dates if when is not None]

    def ways_to(self, place_ids: Iterable[int | None]) -> tuple[str, ...]:
        """The keys of these places and of those around them, each once, less the whole property."""
        return tuple(dict.fromkeys(key for pk in place_ids for key in self._way_to(pk)))

    def _of_date(self, when: FuzzyDate) -> Text:
        # Few dates, many objects: a thing is of 1937 or of the thirties, like thousands of others.
        if when not in self._dates:
            words = {language: when.in_words(language) for language in self.languages}
            self._dates[when] = Text.from_json(words)
        return self._dates[when]

    def _way_to(self, place_id: int | None) -> list[str]:
        keys: list[str] = []
        while place_id is not None:
            place = self.places[place_id]
            # A place tree with a circle in it must not hang the worker.
            if place.parent_id is None or place.key in keys:
                break
            keys.append(place.key)
            place_id = place.parent_id
        return keys
