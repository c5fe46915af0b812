"""What the house knows already, by the words under which a table may name it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from casamuseo.authority.models import Person, Term
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.dates.folding import fold
from casamuseo.kernel.texts import Text

AMBIGUOUS = -1
_WITHIN = re.compile(r"\s*[,;:/>]\s*")


@dataclass(slots=True)
class Knowledge:
    """Primary keys by folded words; AMBIGUOUS where the words name more than one."""

    terms: dict[tuple[str, str], int] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    places_by_pk: dict[int, Place] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    """Every object number of the house as it is spelled, by its folded spelling."""

    @classmethod
    def of_the_house(cls) -> Knowledge:
        """As it stands now: four queries."""
        known = cls()
        for term in Term.objects.order_by():
            for words in {term.key, *_words(term.label)}:
                known.terms.setdefault((term.vocabulary, fold(words)), term.pk)
        for person in Person.objects.order_by():
            names = [str(name.get("text", "")) for name in person.names]
            for words in {person.sort_name, *names, *map(_turned, names)}:
                _note(known.persons, words, person.pk)
        for place in Place.objects.order_by().only("pk", "key", "name"):
            known.places_by_pk[place.pk] = place
            for words in {place.key, *_words(place.name)}:
                _note(known.places, words, place.pk)
        numbers = MuseumObject.objects.order_by().values_list("object_number", flat=True)
        known.numbers = {number.casefold(): number for number in numbers.iterator()}
        return known

    def person(self, words: str) -> int | None:
        """The person of this name, however its parts are ordered."""
        return self.persons.get(fold(words)) or self.persons.get(fold(_turned(words)))

    def place(self, words: str) -> tuple[int, str] | None:
        """The place, and the position that follows its name: “Despacho, librero 2”."""
        found = self.places.get(fold(words))
        if found is not None:
            return None if found == AMBIGUOUS else (found, "")
        parts = _WITHIN.split(words, maxsplit=1)
        if len(parts) < 2:
            return None
        found = self.places.get(fold(parts[0]))
        return None if found in {None, AMBIGUOUS} else (found or 0, parts[1].strip())


def _note(index: dict[str, int], words: str, pk: int) -> None:
    folded = fold(words)
    if folded and index.setdefault(folded, pk) != pk:
        index[folded] = AMBIGUOUS


def _words(text: Text) -> list[str]:
    return [str(text[language].words or "") for language in text]


def _turned(name: str) -> str:
    """“Rivera, Diego” for “Diego Rivera”, and the other way."""
    family, comma, given = name.partition(",")
    if comma:
        return f"{given.strip()} {family.strip()}"
    given, _space, family = name.rpartition(" ")
    return f"{family}, {given}" if given else name
