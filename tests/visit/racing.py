"""Races with real processes: each calls the same function with its own number, all at once."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connections

PATIENCE = 60


def race(run: Callable[[int], Any], *, processes: int) -> list[Any]:
    """What each process returned, or the exception it raised, in the order of their numbers.

    Use with `@pytest.mark.django_db(transaction=True)`: each process has its own connection to the
    database of the test. Raises AssertionError, with the traceback, where a process died.
    """
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(processes)
    answers: Any = context.SimpleQueue()
    connections.close_all()
    runners = [
        context.Process(target=_run, args=(run, number, barrier, answers), daemon=True)
        for number in range(processes)
    ]
    for runner in runners:
        runner.start()
    results: dict[int, Any] = {}
    for _runner in runners:
        number, result = answers.get()
        results[number] = result
    for runner in runners:
        runner.join(PATIENCE)
    broken = [result for result in results.values() if isinstance(result, _Broken)]
    assert not broken, broken[0].words
    return [results[number] for number in range(processes)]


class _Broken:
    """A process that ended by an error that could not be handed over."""

    def __init__(self, words: str) -> None:
        self.words = words


def _run(run: Callable[[int], Any], number: int, barrier: Any, answers: Any) -> None:
    connections.close_all()
    try:
        barrier.wait(PATIENCE)
        result: Any = run(number)
    except Exception as problem:
        result = type(problem).__name__
        if not hasattr(problem, "code"):
            result = _Broken(traceback.format_exc())
    finally:
        connections.close_all()
    answers.put((number, result))
