"""The sources of an article: full entries gathered, spellings compared, short forms looked up."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from casamuseo.sources.audit.bibliography import Listed
from casamuseo.sources.audit.citations import SPAN, Cited
from casamuseo.sources.audit.findings import Mention, Spelling
from casamuseo.sources.audit.people import Person
from casamuseo.sources.audit.words import SMALL_WORDS, near_pairs, telling, words_of

SUBTITLE = re.compile(r"\s*[:.]\s+|\s+[—–]\s+")
PART = re.compile(r"[,.:;()]")
UNFOLDED = re.compile(r"[^\W_]+")
LONGEST_COMPARED = 40

Identity = tuple[str, tuple[str, ...], str]


@dataclass(slots=True, eq=False)
class Work:
    """A source while it is being gathered. `same_as` leads to the spelling that came first."""

    number: int
    people: tuple[Person, ...]
    title: str
    words: tuple[str, ...]
    main_words: tuple[str, ...]
    year: str | None
    entry: str
    is_described: bool = False
    key: str | None = None
    mentions: list[Mention] = field(default_factory=list)
    same_as: "Work | None" = None

    @property
    def root(self) -> "Work":
        work = self
        while work.same_as:
            # Shorten the way for whoever asks next.
            work.same_as = work.same_as.same_as or work.same_as
            work = work.same_as
        return work

    @property
    def author(self) -> str:
        return self.people[0].last if self.people else ""

    @property
    def first(self) -> Mention:
        return self.mentions[0]


class Shelf:
    """All sources that an article names in full, in the order in which they are met."""

    def __init__(self) -> None:
        self.works: list[Work] = []
        self.by_identity: dict[Identity, Work] = {}
        self.by_key: dict[str, Work] = {}
        self.spellings: list[Spelling] = []
        self.name_index: dict[str, list[Work]] = defaultdict(list)
        self.title_index: dict[str, list[Work]] = defaultdict(list)
        self.answers: dict[tuple[object, ...], tuple[Work, ...]] = {}

    def add(self, cited: Cited, *, people: tuple[Person, ...], mention: Mention) -> Work:
        """The source that a full entry names: a new one, or one that is already here."""
        identity = identity_of(people, title=cited.title, year=cited.year)
        work = self.by_identity.get(identity)
        if work is None:
            work = self.shelve(identity, entry=cited.text, people=people, title=cited.title)
            work.year, work.is_described = cited.year, cited.is_described
        elif work.mentions:
            self.compare(work, people=people, title=cited.title, mention=mention)
        work.mentions.append(mention)
        return work

    def find(self, cited: Cited) -> Work:
        """The source of a full entry that was added before."""
        return self.by_identity[identity_of(cited.people, title=cited.title, year=cited.year)].root

    def add_listed(self, listed: Listed) -> Work:
        """A source that the bibliography lists under a key."""
        people = tuple(
            Person(words_of(f"{given} {family}"), f"{given} {family}".strip())
            for family, given in listed.authors
            if words_of(family)
        )
        title = listed.title or listed.key
        identity = identity_of(people, title=title, year=listed.year)
        work = self.by_identity.get(identity)
        if work is None:
            work = self.shelve(identity, entry=listed.entry, people=people, title=title)
            work.year = listed.year
        work.key = work.key or listed.key
        self.by_key[listed.key] = work
        return work

    def add_key(self, key: str) -> Work:
        """A source that is known by nothing but its key."""
        work = self.by_key.get(key)
        if work is None:
            work = self.shelve(("@", (key,), ""), entry=f"@{key}", people=(), title="")
            work.key = key
            self.by_key[key] = work
        return work

    def shelve(
        self, identity: Identity, *, entry: str, people: tuple[Person, ...], title: str
    ) -> Work:
        words = words_of(title)
        main = words_of(SUBTITLE.split(title, maxsplit=1)[0])
        work = Work(len(self.works) + 1, people, title, words, main, None, entry)
        self.works.append(work)
        self.by_identity[identity] = work
        return work

    def compare(
        self, work: Work, *, people: tuple[Person, ...], title: str, mention: Mention
    ) -> None:
        """Note a second spelling of what is, but for accents and given names, the same entry."""
        ours, theirs = work.people[:1], people[:1]
        if given_names_differ(ours, theirs):
            self.tell("author", work.first, mention)
        elif accents_differ(work.title, title) or accents_differ(full(ours), full(theirs)):
            self.tell("accents", work.first, mention)

    def tell(self, differs: str, first: Mention, second: Mention) -> None:
        self.spellings.append(Spelling(differs=differs, first=first, second=second))

    def settle(self) -> None:
        """Find the sources that are one under two spellings, then index all for short forms."""
        works = [work for work in self.works if work.words]
        for differs, one, other in [
            *misspelled_authors(works),
            *misspelled_titles(works),
            *without_subtitle(works),
            *without_year(works),
        ]:
            first, second = sorted((one.root, other.root), key=lambda work: work.number)
            if first is second:
                continue
            second.same_as = first
            is_shortened = differs == "subtitle" and len(other.people[0].words) > len(
                one.people[0].words
            )
            if one.mentions and other.mentions and not is_shortened:
                self.tell(differs, *sorted_mentions(one, other))
        for one, other in other_years(works):
            if one.mentions and other.mentions and one.root is not other.root:
                self.tell("year", *sorted_mentions(one, other))
        for work in works:
            self.index(work)

    def index(self, work: Work) -> None:
        names = {word for person in work.people for word in person.words}
        for word in names or set(work.words) | set(words_of(work.entry)):
            self.name_index[word].append(work)
        for word in telling(work.words):
            self.title_index[word].append(work)

    def look_up(self, cited: Cited) -> tuple[Work, ...]:
        """The sources that a short form may mean: none, one, or several."""
        question = (tuple(person.words for person in cited.people), cited.title, cited.year)
        if question not in self.answers:
            self.answers[question] = tuple(self.search(cited))
        return self.answers[question]

    def search(self, cited: Cited) -> Iterable[Work]:
        asked = words_of(cited.title)
        title = telling(asked) or frozenset(asked)
        named = [work for work in self.shortlist(cited, title=title) if is_by(work, cited.people)]
        if title:
            exact = [work for work in named if asked in (work.words, work.main_words)]
            named = exact or [work for work in named if title <= frozenset(work.words)]
        if not named and title and cited.people:
            # Patenaude, Bertrand, p. 145: what looked like a title is a given name.
            named = list(self.by_further_names(cited, words=asked))
        if not named and not title and len(cited.people) == 1:
            named = self.titled(cited.people[0].words)
        if cited.year:
            named = [work for work in named if work.year == cited.year]
        return unique_roots(named)

    def shortlist(self, cited: Cited, *, title: frozenset[str]) -> list[Work]:
        lists = [self.name_index.get(person.last, []) for person in cited.people[:1]]
        lists += [self.title_index.get(word, []) for word in title]
        return min(lists, key=len, default=[])

    def titled(self, words: tuple[str, ...]) -> list[Work]:
        """The sources whose title, in plain letters, was taken for a name."""
        lists = [self.title_index.get(word, []) for word in telling(words)]
        shortest = min(lists, key=len, default=[])
        return [work for work in shortest if words in (work.words, work.main_words)]

    def by_further_names(self, cited: Cited, *, words: tuple[str, ...]) -> Iterator[Work]:
        lists = [self.name_index.get(word, []) for word in (*words, cited.people[0].last)]
        for work in min(lists, key=len):
            names = {word for person in work.people for word in person.words}
            if names.issuperset(words) and is_by(work, cited.people):
                yield work

    def knows_author(self, people: tuple[Person, ...]) -> bool:
        """Whether any source is by these people, whatever its title."""
        if not people:
            return False
        return any(is_by(work, people) for work in self.name_index.get(people[0].last, [])[:50])

    def described_like(self, cited: Cited) -> tuple[Work, ...]:
        """The interviews and visits that an undated description fits."""
        words = telling(words_of(cited.title))
        lists = [self.title_index.get(word, []) for word in words]
        fitting = [
            work
            for work in min(lists, key=len, default=[])
            if work.is_described and words <= frozenset(work.words)
        ]
        return unique_roots(fitting)


def identity_of(people: tuple[Person, ...], *, title: str, year: str | None) -> Identity:
    """What makes two full entries one: surname, title and year, whatever the punctuation."""
    return people[0].last if people else "", words_of(title), year or ""


def unique_roots(works: Iterable[Work]) -> tuple[Work, ...]:
    return tuple({work.root.number: work.root for work in works}.values())


def is_by(work: Work, people: tuple[Person, ...]) -> bool:
    """Whether every name of a short form may mean an author of the work."""
    if not work.people:
        # “Inauguration of Trotsky Museum”, Associated Press, 1990: the press stands for an author.
        parts = {words_of(part) for part in PART.split(SPAN.sub(",", work.entry))}
        return all(person.words in parts for person in people)
    return all(any(author.answers_to(name) for author in work.people) for name in people)


def sorted_mentions(one: Work, other: Work) -> tuple[Mention, Mention]:
    first, second = sorted((one, other), key=lambda work: work.number)
    return first.first, second.first


def full(people: tuple[Person, ...]) -> str:
    return people[0].text if people else ""


def accents_differ(one: str, other: str) -> bool:
    """Whether two texts with the same folded words differ in their accents, not only in case."""
    return sorted(UNFOLDED.findall(one.casefold())) != sorted(UNFOLDED.findall(other.casefold()))


def given_names_differ(ours: tuple[Person, ...], theirs: tuple[Person, ...]) -> bool:
    """*Isaac* and *Issac* differ; *Bertrand*, *B.* and *Bertrand M.* do not."""
    if not ours or not theirs:
        return False
    one, other = ours[0].words[:-1], theirs[0].words[:-1]
    return any(
        not (mine.startswith(yours) or yours.startswith(mine))
        for mine, yours in zip(one, other, strict=False)
    )


def misspelled_authors(works: list[Work]) -> Iterator[tuple[str, Work, Work]]:
    """The same title and year under two names that are one slip apart, or one longer name."""
    shelves: dict[tuple[tuple[str, ...], str | None], dict[str, Work]] = defaultdict(dict)
    for work in works:
        if work.people:
            shelves[work.words, work.year].setdefault(work.author, work)
    for by_author in shelves.values():
        for one, other in near_pairs(by_author):
            yield "author", by_author[one], by_author[other]
        for first, second in pairwise(by_author.values()):
            names, others = set(first.people[0].words), set(second.people[0].words)
            if len(names) > 1 and len(others) > 1 and (names <= others or others <= names):
                yield "author", first, second


def misspelled_titles(works: list[Work]) -> Iterator[tuple[str, Work, Work]]:
    """The same author and year under two titles of which one word is one slip apart.

    A title is shelved once for each word left out of it, so that only titles that agree in all
    other words meet.
    """
    shelves: dict[tuple[object, ...], dict[str, Work]] = defaultdict(dict)
    for work in works:
        if len(work.words) > LONGEST_COMPARED:
            continue
        for at, word in enumerate(work.words):
            rest = (work.author, work.year, at, work.words[:at], work.words[at + 1 :])
            shelves[rest].setdefault(word, work)
    for by_word in shelves.values():
        if len(by_word) > 1:
            for one, other in near_pairs(by_word):
                yield "title", by_word[one], by_word[other]
    yield from without_article(works)


def without_article(works: list[Work]) -> Iterator[tuple[str, Work, Work]]:
    """The same author and year under titles that differ in articles and prepositions alone."""
    shelves: dict[tuple[object, ...], list[Work]] = defaultdict(list)
    for work in works:
        words = tuple(word for word in work.words if word not in SMALL_WORDS)
        if work.author and words:
            shelves[work.author, work.year, words].append(work)
    for shelf in shelves.values():
        yield from (("title", one, other) for one, other in pairwise(shelf))


def without_subtitle(works: list[Work]) -> Iterator[tuple[str, Work, Work]]:
    """The same author and year, with and without a subtitle. Two subtitles are two books."""
    shelves: dict[tuple[object, ...], list[Work]] = defaultdict(list)
    for work in works:
        if work.main_words != work.words:
            shelves[work.author, work.year, work.main_words].append(work)
    for work in works:
        longer = shelves.get((work.author, work.year, work.words), [])
        if work.author and work.main_words == work.words and len(longer) == 1:
            yield "subtitle", work, longer[0]


def without_year(works: list[Work]) -> Iterator[tuple[str, Work, Work]]:
    """The same author and title, once with a year and once without."""
    for one, other in editions(works):
        if one.year is None or other.year is None:
            yield "year", one, other


def other_years(works: list[Work]) -> Iterator[tuple[Work, Work]]:
    """The same author and title in two years: two editions, or a slip. They stay two sources."""
    for one, other in editions(works):
        if one.year is not None and other.year is not None:
            yield one, other


def editions(works: list[Work]) -> Iterator[tuple[Work, Work]]:
    shelves: dict[tuple[object, ...], list[Work]] = defaultdict(list)
    for work in works:
        if work.author:
            shelves[work.author, work.words].append(work)
    for shelf in shelves.values():
        if len(shelf) > 1:
            yield from pairwise(shelf)
