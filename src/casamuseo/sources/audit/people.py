"""Names of authors as notes and bibliographies write them."""

import re
from dataclasses import dataclass

from casamuseo.sources.audit.words import word_list, words_of

PARTICLES = word_list(
    "de del la las los el van von der den da di du dos y e i and et al en con with of the for ten"
    " ter otros otras others colaboradores"
)
CORPORATE = word_list(
    "archive archives archivo association asociacion bank banco bureau centro center centre comision comite"
    " commission committee council departamento department fondo fundacion foundation institute instituto"
    " ministerio ministry museo museum news party partido press secretaria sociedad society universidad"
    " university"
)
ROLES = re.compile(
    r"(?<!\w)\(?(?:eds?|editors?|comps?|coords?|trads?|trans|dirs?|editado por|edited by|ed\. by)"
    r"(?!\w)\.?\)?",
    re.IGNORECASE,
)
OTHERS = re.compile(r",?\s*(?:et al|y otr[oa]s|and others|y cols?)(?!\w)\.?", re.IGNORECASE)
BETWEEN_PEOPLE = re.compile(r",?\s+(?:and|y|e|&|with|con)\s+|\s*[;/]\s*")
EDGES = " \t\n,.:;()[]*_"
LONGEST_AUTHORS = 400


@dataclass(frozen=True, slots=True)
class Person:
    """A name in its natural order, folded, and as written."""

    words: tuple[str, ...]
    text: str

    @property
    def last(self) -> str:
        return self.words[-1]

    def answers_to(self, name: "Person") -> bool:
        """Whether a shorter name may mean this person: a surname, initials and a surname."""
        asked = name.words
        if asked == self.words:
            return True
        if not CORPORATE.isdisjoint(self.words):
            return len(asked) > 1 and self.words[: len(asked)] == asked
        while len(asked) > 1 and len(asked[0]) == 1:
            if not self.words[0].startswith(asked[0]):
                return False
            asked = asked[1:]
        if len(asked) > 1 and asked[0] == self.words[0] and asked[-1] == self.words[-1]:
            return True
        starts = range(1, len(self.words) - len(asked) + 1)
        return any(self.words[at : at + len(asked)] == asked for at in starts)


def is_name(text: str, *, longest: int = 6) -> bool:
    """Whether words may be names: all of them capitals or particles, and no digits."""
    text = OTHERS.sub("", ROLES.sub(" ", text[:LONGEST_AUTHORS])).replace(",", " ")
    words = text.split()
    capitals = 0
    for word in words:
        bare = word.strip("\"'«»“”‘’()[]*_.;:&¿¡")
        if not bare or bare.casefold() in PARTICLES:
            continue
        if not bare[0].isupper() or any(letter.isdigit() for letter in bare):
            return False
        capitals += 1
    return capitals > 0 and len(words) <= longest


def people_in(text: str) -> tuple[Person, ...]:
    """The people that an author field names, in whichever order it writes them."""
    ends_in_stop = text.rstrip().endswith(".")
    text = OTHERS.sub("", ROLES.sub(" ", text[:LONGEST_AUTHORS])).strip(EDGES)
    people = []
    for number, chunk in enumerate(BETWEEN_PEOPLE.split(text)):
        parts = [part.strip(EDGES) for part in chunk.split(",") if part.strip(EDGES)]
        if number == 0 and len(parts) > 1 and is_family_first(parts, ends_in_stop=ends_in_stop):
            parts = [f"{parts[1]} {parts[0]}", *parts[2:]]
        people += [Person(words_of(part), part) for part in parts if words_of(part)]
    return tuple(people)


def is_family_first(parts: list[str], *, ends_in_stop: bool) -> bool:
    """Whether *Pérez Noriega, Gabriela* is one person, and not two."""
    return ends_in_stop or " " not in parts[0] or " " not in parts[1]
