"""Refusals of codes, each with a code of its own."""

from __future__ import annotations

from typing import Literal

Reason = Literal["malformed", "unknown-version", "unknown-key", "bad-signature"]


class BadCodeError(Exception):
    """What was scanned is no ticket code of this house; `code` says why.

    `malformed`: not the form of a ticket code, or a misread one. `unknown-version`: of a later
    version of this program. `unknown-key`: signed by a key that this device does not have.
    `bad-signature`: forged or damaged.
    """

    def __init__(self, code: Reason) -> None:
        super().__init__(code)
        self.code = code


class BadShortCodeError(Exception):
    """What was typed cannot be a short code; `code` says why.

    `length`: not eight characters. `character`: one that short codes do not have. `check`: a typing
    error, told by the check symbol.
    """

    def __init__(self, code: Literal["length", "character", "check"]) -> None:
        super().__init__(code)
        self.code = code
