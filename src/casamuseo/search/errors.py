"""Refusals of the search."""

from __future__ import annotations


class IndexUnavailable(Exception):  # noqa: N818  a refusal is named for what is the case
    """There is no index that can be read just now; the worker builds one. Not the same as no result."""

    code = "index-unavailable"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class IndexBusy(Exception):  # noqa: N818  a refusal is named for what is the case
    """Another process is writing the index."""

    code = "index-busy"
