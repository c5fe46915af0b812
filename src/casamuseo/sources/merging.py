"""Two people wrote in the same passage: what each did is brought together, statement by statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from casamuseo.kernel.texts import Text
from casamuseo.sources.drafting import WrittenStatement, free_key

Digests = Mapping[str, str]
"""What somebody had before them when they began: key to digest, in order."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A statement that both changed, each in another way. None: removed."""

    key: str
    mine: WrittenStatement | None
    theirs: WrittenStatement | None

    @property
    def digest(self) -> str:
        """Of theirs: a choice holds for what was seen when it was made."""
        return self.theirs.digest if self.theirs else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose between two wordings, having seen the other one with this digest."""

    takes: Literal["mine", "theirs"]
    digest: str

    def settles(self, conflict: Conflict) -> bool:
        return self.digest == conflict.digest


@dataclass(frozen=True, slots=True)
class Merged:
    """The statements of both, and where they disagree; there, what one removed still stands."""

    statements: tuple[WrittenStatement, ...]
    conflicts: tuple[Conflict, ...] = ()


def digests_of(statements: Iterable[WrittenStatement]) -> dict[str, str]:
    """What whoever is shown these statements has before them."""
    return {statement.key: statement.digest for statement in statements}


def merge(
    seen: Digests,
    *,
    mine: Sequence[WrittenStatement],
    theirs: Sequence[WrittenStatement],
    were: Sequence[WrittenStatement] = (),
) -> Merged:
    """Bring together what two made of the same statements.

    A statement that one of them left as it was follows the other; what either added or removed is
    added or removed; a statement that both wrote anew is a conflict, in which mine stands for now.
    `were` are the statements of `seen` as far as they are known: where others only translated, and
    mine left those languages alone, mine takes their translations.
    """
    mine = _with_keys_of_their_own(mine, theirs, seen)
    known = {one.key: one for one in were if one.digest == seen.get(one.key)}
    my, other = {one.key: one for one in mine}, {one.key: one for one in theirs}
    merged: dict[str, WrittenStatement] = {}
    conflicts = []
    for key in [*my, *(key for key in other if key not in my)]:
        one, two = my.get(key), other.get(key)
        if _same(one, two) or _untouched(two, key, seen):
            taken = one
        elif _untouched(one, key, seen):
            taken = two
        elif joined := _translated(known.get(key), one, two):
            taken = joined
        else:
            conflicts.append(Conflict(key, one, two))
            taken = one or two
        if taken is not None:
            merged[key] = taken
    order = _order(list(seen), list(my), list(other))
    return Merged(tuple(merged[key] for key in order if key in merged), tuple(conflicts))


def resolve(merged: Merged, choices: Mapping[str, Choice]) -> Merged:
    """Settle the conflicts that somebody chose in, having seen what they chose between."""
    left, taken = [], {one.key: one for one in merged.statements}
    for conflict in merged.conflicts:
        choice = choices.get(conflict.key)
        if choice is None or not choice.settles(conflict):
            left.append(conflict)
            continue
        wanted = conflict.mine if choice.takes == "mine" else conflict.theirs
        if wanted is None:
            del taken[conflict.key]
        else:
            taken[conflict.key] = wanted
    return Merged(tuple(taken.values()), tuple(left))


def _same(one: WrittenStatement | None, two: WrittenStatement | None) -> bool:
    return (one and one.digest) == (two and two.digest)


def _untouched(statement: WrittenStatement | None, key: str, seen: Digests) -> bool:
    return (statement.digest if statement else None) == seen.get(key)


def _translated(
    was: WrittenStatement | None, mine: WrittenStatement | None, theirs: WrittenStatement | None
) -> WrittenStatement | None:
    """Mine with their translations, where they wrote nothing else and mine left those alone."""
    if was is None or mine is None or theirs is None:
        return None
    if replace(theirs, text=was.text, counter_text=was.counter_text) != was:
        return None
    text = _with_translations(was.text, mine.text, theirs.text)
    other = _with_translations(was.counter_text, mine.counter_text, theirs.counter_text)
    if text is None or other is None:
        return None
    return replace(mine, text=text, counter_text=other)


def _with_translations(was: Text, mine: Text, theirs: Text) -> Text | None:
    if theirs == was or mine == theirs:
        return mine
    before, other, own = was.versions, theirs.versions, mine.versions
    changed = [code for code in {**before, **other} if before.get(code) != other.get(code)]
    # Of another original, nobody knows what the translations render.
    is_one_original = was.original is not None and was.original == mine.original == theirs.original
    if not is_one_original or was.original in changed:
        return None
    if any(own.get(code) != before.get(code) for code in changed):
        return None
    kept = {code: version for code, version in own.items() if code not in changed}
    return Text({**kept, **{code: other[code] for code in changed if code in other}})


def _with_keys_of_their_own(
    mine: Sequence[WrittenStatement], theirs: Sequence[WrittenStatement], seen: Digests
) -> list[WrittenStatement]:
    """Two who add a sentence at once may give it the same key: mine gets another."""
    added = {one.key: one for one in theirs if one.key not in seen}
    taken = {*seen, *(one.key for one in mine), *added}
    kept = []
    for one in mine:
        twin = added.get(one.key)
        if twin is not None and not _same(one, twin):
            key = free_key(taken)
            taken.add(key)
            one = replace(one, key=key)
        kept.append(one)
    return kept


def _order(seen: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """The order of whoever changed it, mine where both did; what the other added stands after the
    statement that it followed."""
    i_moved = _in_common(mine, seen) != _in_common(seen, mine)
    first, second = (mine, theirs) if i_moved else (theirs, mine)
    order = list(first)
    for place, key in enumerate(second):
        if key in order:
            continue
        before = [one for one in second[:place] if one in order]
        order.insert(order.index(before[-1]) + 1 if before else 0, key)
    return order


def _in_common(keys: Sequence[str], others: Sequence[str]) -> list[str]:
    return [key for key in keys if key in set(others)]
