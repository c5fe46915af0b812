"""The keys that sign tickets: Ed25519, kept in CASAMUSEO_HOME/keys; the newest signs, all verify."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

LAST_KEY_ID = 255
"""The key's number is one byte of the ticket."""
_NAME = re.compile(r"tickets-(\d{1,3})\.pem")


@dataclass(frozen=True, slots=True)
class TicketKey:
    """A key pair and its number, 1 to 255."""

    key_id: int
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The 32 bytes with which anybody verifies."""
        return self.private.public_key().public_bytes_raw()


def signing_key() -> TicketKey:
    """The newest key; the first one is made where there is none.

    Raises OSError where the folder of keys cannot be read or written.
    """
    return (_ring() or (_make(1),))[-1]


def public_keys() -> dict[int, bytes]:
    """Every key by which tickets of this house are verified, by number; what a device is given."""
    signing_key()
    return {key.key_id: key.public for key in _ring()}


def rotate() -> TicketKey:
    """Make the next key, which signs from now on; the tickets of the older ones stay good.

    Raises ValueError once all 255 numbers are used.
    """
    ring = _ring()
    key_id = ring[-1].key_id + 1 if ring else 1
    if key_id > LAST_KEY_ID:
        raise ValueError("All 255 numbers of ticket keys are used.")
    return _make(key_id)


def _folder() -> Path:
    return Path(settings.CASAMUSEO_HOME) / "keys"


def _path(key_id: int) -> Path:
    return _folder() / f"tickets-{key_id}.pem"


def _ring() -> tuple[TicketKey, ...]:
    """All keys, oldest first. Asking the folder each time lets every process see a rotation."""
    try:
        found = list(os.scandir(_folder()))
    except FileNotFoundError:
        return ()
    named = [entry for entry in found if _NAME.fullmatch(entry.name)]
    return _read(tuple(sorted((entry.path, entry.stat().st_mtime_ns) for entry in named)))


@lru_cache(maxsize=8)
def _read(files: tuple[tuple[str, int], ...]) -> tuple[TicketKey, ...]:
    keys = (_key_in(Path(path)) for path, _written_at in files)
    return tuple(sorted(keys, key=lambda key: key.key_id))


def _key_in(path: Path) -> TicketKey:
    private = load_pem_private_key(path.read_bytes(), password=None)
    named = _NAME.fullmatch(path.name)
    if named is None or not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 key.")
    return TicketKey(int(named[1]), private)


def _make(key_id: int) -> TicketKey:
    """Make the key of this number; of several processes that try at once, the first one's stands."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    draft = folder / f".{secrets.token_hex(8)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all, and never replaces a key that is there.
        os.link(draft, _path(key_id))
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _key_in(_path(key_id))
