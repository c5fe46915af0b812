"""Search among a million generated records: size, building, answers, corrections, beside SQLite's FTS5.

    python -m benchmarks.search [--records 1000000] [--without-fts5]

Everything happens in this process, on whatever else the machine is doing: compare the ratios of one run.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casamuseo.settings.test")

import django

django.setup()

# The settings put the safe SQLite in the place of Python's own, so what uses it comes after them.
import sqlite3  # noqa: E402

from casamuseo.search.browse import browse_objects  # noqa: E402
from casamuseo.search.entries import Entry, Line  # noqa: E402
from casamuseo.search.filters import Filters  # noqa: E402
from casamuseo.search.index import Index, Mark  # noqa: E402
from casamuseo.search.query import find  # noqa: E402
from casamuseo.search.schema import folded_words  # noqa: E402

SEED = 1937
WORDS = 40_000
PHRASES = 120_000
QUESTIONS = 200

SYLLABLES = """
ca sa tro mer der li bro pa pel me sar din co ne jo tor re mu ro vi da le ón cá ti ña bra
cu es tu dio pre sen ta ción gu á lo fi ria ban que té so bre al mo ha do por í nos pla
cer in
""".split()  # noqa: SIM905  a list of seventy strings would hide them


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Made-up words, commonest first, and phrases of them as they would be written."""

    words: list[str]
    phrases: list[str]

    @classmethod
    def made_up(cls, chance: random.Random) -> Vocabulary:
        """Words of two to five syllables; the commonest are the shortest, the n-th has 1/n of the first."""
        words: dict[str, None] = {}
        while len(words) < WORDS:
            syllables = chance.choices(SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 4, 5)))
            words.setdefault("".join(syllables))
        ranked = sorted(words, key=lambda word: len(word) + chance.gauss(0, 2.5))
        weights = [1 / (rank + 3) for rank in range(WORDS)]
        drawn = chance.choices(ranked, weights=weights, k=PHRASES * 4)
        phrases = [" ".join(drawn[at : at + 4]) for at in range(0, len(drawn), 4)]
        return cls(ranked, phrases)


def records(count: int, vocabulary: Vocabulary, chance: random.Random) -> Iterator[Entry]:
    """Records of about 28 words each: a title and two sentences, with place, kind, person and materials."""
    sections = ["object"] * 16 + ["place", "person", "story", "happening"]
    phrases, pick = vocabulary.phrases, chance.choice
    places = [f"place-{number}" for number in range(40)]
    kinds = [f"kind-{number}" for number in range(30)]
    made_of: list[tuple[str, ...]] = [(f"material-{number}",) for number in range(30)]
    made_of += [(f"material-{number}", f"material-{number // 2}") for number in range(1, 30)]
    persons = [f"person-{number}" for number in range(400)]
    for number in range(count):
        person, place, section = pick(persons), pick(places), pick(sections)
        yield Entry(
            section=section,
            key=f"r{number}",
            language="es",
            title=pick(phrases).capitalize(),
            lines=(
                Line("s1", f"{pick(phrases)} {pick(phrases)} {pick(phrases)}.".capitalize()),
                Line("s2", f"{pick(phrases)} {pick(phrases)} {pick(phrases)}.".capitalize()),
            ),
            linked=(place, person),
            places=(place, "main-house"),
            kind=pick(kinds) if section == "object" else "",
            persons=(person,),
            materials=pick(made_of) if section == "object" else (),
            order=number,
            earliest=1850 + number % 90,
            latest=1860 + number % 90,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and how FTS5 would be asked the same; "" where it cannot be."""

    typed: str
    in_fts5: str
    filters: Filters | None = None


def questions(vocabulary: Vocabulary, chance: random.Random) -> dict[str, list[Question]]:
    """Two hundred questions of each kind."""
    folded = ["".join(folded_words(word)) for word in vocabulary.words]
    longer = [word for word in folded[500:8_000] if len(word) >= 5]
    accented = [word for word in vocabulary.words[50:8_000] if not word.isascii()]
    common = folded[5:45]

    def some(words: Sequence[str]) -> list[str]:
        return [chance.choice(words) for _ in range(QUESTIONS)]

    pairs = list(zip(some(folded[100:3_000]), some(folded[100:3_000]), strict=True))
    return {
        "one word": [Question(word, f'"{word}"') for word in some(folded[100:8_000])],
        "two words": [Question(f"{a} {b}", f'"{a}" "{b}"') for a, b in pairs],
        "accents left out": [
            Question(plain, f'"{plain}"')
            for plain in ("".join(folded_words(word)) for word in some(accented))
        ],
        "one wrong letter": [Question(_misspelt(word, chance), "") for word in some(longer)],
        "a common word": [Question(word, f'"{word}"') for word in some(common)],
        "a common word, filtered": [
            Question(word, "", Filters(section="object", kind=f"kind-{chance.randrange(30)}"))
            for word in some(common)
        ],
    }


def _misspelt(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice("bcdfgjkwxz") + word[place + 1 :]


class Fts5:
    """The same records in SQLite's own full-text search."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = sqlite3.connect(path)
        self.database.execute(
            "CREATE VIRTUAL TABLE record USING fts5(key UNINDEXED, title, body, linked, "
            'tokenize="unicode61 remove_diacritics 2")'
        )

    def build(self, entries: Iterator[Entry]) -> None:
        rows = (
            (
                entry.key,
                entry.title,
                "\n".join(line.words for line in entry.lines),
                " ".join(entry.linked),
            )
            for entry in entries
        )
        with self.database:
            self.database.executemany("INSERT INTO record VALUES (?, ?, ?, ?)", rows)

    def find(self, match: str) -> int:
        """The first twenty by rank, with a snippet, and how many there are; it has no facets to count."""
        self.database.execute(
            "SELECT key, title, snippet(record, 2, '[', ']', '…', 20) FROM record "
            "WHERE record MATCH ? ORDER BY bm25(record, 0, 4, 1, 0.5) LIMIT 20",
            (match,),
        ).fetchall()
        total = self.database.execute("SELECT count(*) FROM record WHERE record MATCH ?", (match,))
        return int(total.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many answers, by the clock and of the processor; and how much was found."""

    median: float
    worst_of_twenty: float
    processor: float
    results: int

    @classmethod
    def of(cls, ask: Callable[[Question], int], asked: Sequence[Question]) -> Times:
        took, worked, results = [], [], []
        for question in asked:
            began, began_work = time.perf_counter(), time.process_time()
            results.append(ask(question))
            worked.append((time.process_time() - began_work) * 1000)
            took.append((time.perf_counter() - began) * 1000)
        in_order = sorted(took)
        worst = in_order[int(len(in_order) * 0.95)]
        return cls(median(took), worst, median(worked), int(median(results)))

    def __str__(self) -> str:
        return (
            f"{self.median:.2f} (p95 {self.worst_of_twenty:.2f}, processor {self.processor:.2f}; "
            f"{self.results:,} results)"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=1_000_000)
    options.add_argument("--without-fts5", action="store_true")
    asked = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="benchmark-search-"))
    try:
        measure(folder, asked.records, with_fts5=not asked.without_fts5)
    finally:
        shutil.rmtree(folder)


def measure(folder: Path, count: int, *, with_fts5: bool) -> None:
    """Build both, ask both, and print."""
    vocabulary = Vocabulary.made_up(random.Random(SEED))
    index, fts5 = Index(folder / "index"), Fts5(folder / "fts5.sqlite3")
    print(
        f"{count:,} records, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n"
    )
    print("| | Tantivy | FTS5 | FTS5 : Tantivy |")
    print("|---|---|---|---|")
    measure_building(index, fts5 if with_fts5 else None, count, vocabulary)
    measure_answers(index, fts5 if with_fts5 else None, vocabulary)
    for name, filters in BROWSED.items():
        ours = Times.of(_browser(index, filters), [Question("", "")] * 40)
        _row(f"browsing objects, {name}, ms", str(ours))
    corrected = Times.of(lambda _: _correct(index), [Question("", "")] * 20)
    _row("corrected, and found by another reader, ms", str(corrected))
    print("\nThe worker looks for corrections every 500 ms.")


def measure_building(index: Index, fts5: Fts5 | None, count: int, vocabulary: Vocabulary) -> None:
    """Time, processor time, memory and size."""

    def made_up() -> Iterator[Entry]:
        return records(count, vocabulary, random.Random(SEED))

    making = _seconds(lambda: sum(1 for _ in made_up()))
    worked = time.process_time()
    built = _seconds(lambda: index.build(made_up(), languages=["es"], mark=Mark()))
    worked = time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    other = _seconds(lambda: fts5.build(made_up())) if fts5 else 0.0
    _row(
        "built, s",
        f"{built:.1f} (processor {worked:.1f}; making the records up alone {making:.1f})",
        other,
        built,
    )
    _row("memory at the most, MB", f"{peak:.0f}")
    size = sum(path.stat().st_size for path in index.path.rglob("*") if path.is_file()) / 1e6
    _row("size, MB", f"{size:.0f}", fts5.path.stat().st_size / 1e6 if fts5 else 0.0, size)


def measure_answers(index: Index, fts5: Fts5 | None, vocabulary: Vocabulary) -> None:
    """Whole answers: twenty results with snippets, the total and the counts of five facets."""
    first = _seconds(lambda: find("x", language="es", index=Index(index.path))) * 1000
    _row("opened and asked for the first time, ms", f"{first:.1f}")
    for kind, asked in questions(vocabulary, random.Random(SEED + 1)).items():
        ours = Times.of(_asker(index), asked)
        theirs = 0.0
        if fts5 and asked[0].in_fts5:
            # FTS5 takes long over common words: a part of the questions tells as much.
            theirs = Times.of(lambda question: fts5.find(question.in_fts5), asked[:60]).median
        _row(f"{kind}, ms", str(ours), theirs, ours.median)


BROWSED: dict[str, dict[str, Any]] = {
    "all": {},
    "one kind": {"kind": "kind-3"},
    "one kind and place": {"kind": "kind-3", "place": "place-7"},
    "ten years": {"from_year": 1900, "until_year": 1910},
}


def _asker(index: Index) -> Callable[[Question], int]:
    return lambda question: (
        find(question.typed, language="es", filters=question.filters, index=index).total
    )


def _browser(index: Index, filters: dict[str, Any]) -> Callable[[Question], int]:
    return lambda _: browse_objects("es", index=index, **filters).total


def _correct(index: Index) -> int:
    """Write a record again with a new word, and find it as another process would."""
    word = f"corregido{time.perf_counter_ns()}"
    entry = Entry(
        section="object", key="r7", language="es", title="Corregido", lines=(Line("s1", word),)
    )
    index.correct([entry.id], [entry], mark=Mark(1))
    total = find(word, language="es", index=Index(index.path)).total
    assert total == 1
    return total


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _row(name: str, ours: str, theirs: float = 0.0, compared: float = 0.0) -> None:
    other = f"{theirs:.2f}" if theirs else "—"
    ratio = f"{theirs / compared:.1f}" if theirs and compared else "—"
    print(f"| {name} | {ours} | {other} | {ratio} |", flush=True)


if __name__ == "__main__":
    main()
