"""The index on disk: opened for reading, built beside the old one and swapped in, corrected in place."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

import tantivy
from django.conf import settings

from casamuseo.search.entries import Entry, document
from casamuseo.search.errors import IndexBusy, IndexUnavailable
from casamuseo.search.schema import SCHEMA_VERSION, analyzer, schema

BUILDING_HEAP = 200_000_000
"""Bytes that a build may hold before it writes a segment, over all languages."""

CORRECTING_HEAP = 15_000_000
"""Bytes for a correction: the least that Tantivy takes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the index has followed the changes of the house."""

    change: int = 0
    """The highest change that is in the index."""
    gaps: Mapping[int, float] = field(default_factory=dict)
    """Numbers below it that nobody has seen yet, and since when: their transactions may be open."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An index as it stood at one moment: a searcher for each language of the house."""

    searchers: Mapping[str, tantivy.Searcher]

    def other_than(self, language: str) -> list[str]:
        """The house's other languages, in its order."""
        return [code for code in self.searchers if code != language]


class Index:
    """The index in a folder. Of several in one process, each reads for itself.

    `path/current` names the build in use; `path/build-…` holds `state.json` and, for each language,
    a Tantivy index. Safe to delete.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    def reading(self) -> Reading:
        """The index as it stands now, reopened where it was changed by this or any other process.

        Raises IndexUnavailable where there is none, or one that cannot be read.
        """
        with self._lock:
            for is_last_try in (False, True):
                try:
                    return self._fresh().reading
                except IndexUnavailable:
                    self._opened = None
                    # Another process may have swapped the build between our two looks at it.
                    if is_last_try:
                        raise
        raise AssertionError

    def mark(self) -> Mark:
        """How far the index has followed the changes; raises IndexUnavailable as `reading` does."""
        self.reading()
        state = _read_state(self._current())
        return Mark(state.change, {int(pk): since for pk, since in state.gaps.items()})

    def languages(self) -> list[str]:
        """The languages that the index was built for; raises IndexUnavailable as `reading` does."""
        return list(self.reading().searchers)

    def distrust(self) -> None:
        """Put the build in use aside, after it failed to answer: the worker makes a new one."""
        (self.path / "current").unlink(missing_ok=True)
        self._opened = None

    def build(
        self, entries: Iterable[Entry], *, languages: Iterable[str], mark: Mark, wait: bool = True
    ) -> int:
        """Build anew from these entries, and swap it in when it is whole; give the number of entries.

        Raises IndexBusy where another process is writing and `wait` is false. The old build answers
        until then, and stays where this fails.
        """
        codes = list(languages)
        with self._writing(wait=wait):
            folder = Path(tempfile.mkdtemp(prefix="build-", dir=self.path))
            try:
                folder.chmod(0o755)
                count = _write_build(folder, entries, codes)
                _write_state(folder, State(SCHEMA_VERSION, codes, mark.change, _gaps(mark)))
                _replace(self.path / "current", folder.name)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            self._remove_all_but(folder)
        return count

    def correct(self, ids: Iterable[str], entries: Iterable[Entry], *, mark: Mark) -> None:
        """Take these records out, put these entries in, and move the mark. Raises IndexBusy, not waiting."""
        by_language: dict[str, list[Entry]] = {}
        for entry in entries:
            by_language.setdefault(entry.language, []).append(entry)
        gone = list(ids)
        with self._writing(wait=False):
            folder = self._current()
            state = _read_state(folder)
            for language in state.languages if gone else ():
                _correct(folder / language, gone, by_language.get(language, []))
            _write_state(folder, State(state.version, state.languages, mark.change, _gaps(mark)))

    def _fresh(self) -> _Opened:
        folder = self._current()
        if self._opened is None or self._opened.folder != folder:
            self._opened = _Opened.open(folder)
        self._opened.follow()
        return self._opened

    def _current(self) -> Path:
        try:
            return self.path / (self.path / "current").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnavailable("there is no index yet") from error

    @contextmanager
    def _writing(self, *, wait: bool) -> Iterator[None]:
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise IndexBusy from error
            yield

    def _remove_all_but(self, folder: Path) -> None:
        for other in self.path.glob("build-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)


def installed() -> Index:
    """The index of this installation."""
    return _at(str(settings.SEARCH_ROOT))


@lru_cache(maxsize=8)
def _at(path: str) -> Index:
    return Index(path)


@dataclass(frozen=True, slots=True)
class State:
    """What `state.json` says of a build."""

    version: int
    languages: list[str]
    change: int
    gaps: dict[str, float]


class _Opened:
    """A build that was opened, and the stamps of its files, which tell whether it was corrected since."""

    def __init__(self, folder: Path, indexes: dict[str, tantivy.Index]) -> None:
        self.folder = folder
        self.indexes = indexes
        self.stamps: dict[str, tuple[int, int]] = {}
        self.reading = Reading({})

    @classmethod
    def open(cls, folder: Path) -> _Opened:
        state = _read_state(folder)
        if state.version != SCHEMA_VERSION:
            raise IndexUnavailable("the index is of another version of the program")
        with answering():
            return cls(folder, {code: _open(folder / code) for code in state.languages})

    def follow(self) -> None:
        """Take up what was written since the last look. Two file stamps; no more where nothing was."""
        try:
            stamps = {code: _stamp(self.folder / code / "meta.json") for code in self.indexes}
        except OSError as error:
            raise IndexUnavailable("a file of the index is missing") from error
        if stamps == self.stamps:
            return
        with answering():
            for index in self.indexes.values():
                index.reload()
            self.reading = Reading({code: index.searcher() for code, index in self.indexes.items()})
        self.stamps = stamps


@contextmanager
def answering() -> Iterator[None]:
    """Turn Tantivy's failures over a broken index into IndexUnavailable."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexUnavailable(f"the index cannot be read: {error}") from error
    except BaseException as error:
        # A panic in the library is not an Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise IndexUnavailable(f"the index cannot be read: {error}") from error


def _open(folder: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(folder))
    index.register_tokenizer("folded", analyzer())
    # We look at the stamps ourselves; a watcher would be a thread for each language.
    index.config_reader("manual")
    return index


def _write_build(folder: Path, entries: Iterable[Entry], languages: list[str]) -> int:
    share = max(len(languages), 1)
    threads = max(1, (os.cpu_count() or 1) // share)
    writers: dict[str, tantivy.IndexWriter] = {}
    for language in languages:
        (folder / language).mkdir()
        index = tantivy.Index(schema(), path=str(folder / language), reuse=False)
        index.register_tokenizer("folded", analyzer())
        writers[language] = index.writer(
            heap_size=max(BUILDING_HEAP // share, CORRECTING_HEAP * threads), num_threads=threads
        )
    count = 0
    for entry in entries:
        writers[entry.language].add_document(document(entry))
        count += 1
    for writer in writers.values():
        writer.commit()
    for writer in writers.values():
        writer.wait_merging_threads()
    return count


def _correct(folder: Path, ids: list[str], entries: list[Entry]) -> None:
    with answering():
        writer = _open(folder).writer(heap_size=CORRECTING_HEAP, num_threads=1)
        for gone in ids:
            writer.delete_documents_by_term("id", gone)
        for entry in entries:
            writer.add_document(document(entry))
        writer.commit()
        writer.wait_merging_threads()


def _gaps(mark: Mark) -> dict[str, float]:
    return {str(pk): since for pk, since in mark.gaps.items()}


def _read_state(folder: Path) -> State:
    try:
        return State(**json.loads((folder / "state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise IndexUnavailable("the state of the index cannot be read") from error


def _write_state(folder: Path, state: State) -> None:
    _replace(folder / "state.json", json.dumps(asdict(state)))


def _replace(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old one or the new one, and nothing in between."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _stamp(path: Path) -> tuple[int, int]:
    seen = path.stat()
    return seen.st_mtime_ns, seen.st_ino
