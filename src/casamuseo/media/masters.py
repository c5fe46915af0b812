"""Where masters lie: each kept bit for bit under the name of its content, once, whoever brought it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from casamuseo.media.models import Picture

FOLDER = "masters"
_BLOCK = 1024 * 1024
_ON_ITS_WAY = ".on-its-way-"


def master_path(picture: Picture) -> Path:
    """The file of a photograph's master, whether it was stored lately or by an older version."""
    kept = kept_path(picture.digest, picture.stored_name.rpartition(".")[2])
    return kept if kept.exists() else _older_path(picture) or kept


def store_master(content: bytes, *, suffix: str) -> str:
    """Put a master in its place, on the disk for good before this returns; its SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    path = kept_path(digest, suffix)
    if path.is_file() and digest_of(path) == digest:
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_ON_ITS_WAY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o444)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _settle_folder(path.parent)
    return digest


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read in blocks."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def stored_masters() -> Iterator[Path]:
    """Every file in the folder of masters, those that never arrived among them."""
    root = Path(settings.MEDIA_ROOT) / FOLDER
    yield from sorted(path for path in root.glob("*/*") if path.is_file())


def move_to_masters(picture: Picture) -> None:
    """Give a master that an older version stored its place among the others."""
    older = _older_path(picture)
    kept = kept_path(picture.digest, picture.stored_name.rpartition(".")[2])
    if older is not None and not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        older.replace(kept)
        _settle_folder(kept.parent)


def forget_master(digest: str, suffix: str) -> None:
    """Remove a master that no picture has any more."""
    kept_path(digest, suffix).unlink(missing_ok=True)
    (Path(settings.MEDIA_ROOT) / f"{digest}.{suffix}").unlink(missing_ok=True)


def _older_path(picture: Picture) -> Path | None:
    """Where an older version put it, beside everything else, if it is still there."""
    path = Path(settings.MEDIA_ROOT) / picture.stored_name
    return path if picture.stored_name and path.is_file() else None


def kept_path(digest: str, suffix: str) -> Path:
    """Where the master with this SHA-256 lies, or is to lie."""
    return Path(settings.MEDIA_ROOT) / FOLDER / digest[:2] / f"{digest}.{suffix}"


def _settle_folder(folder: Path) -> None:
    """A name is only safe once its folder is on the disk, and that folder's in its own."""
    for each in (folder, folder.parent, folder.parent.parent):
        handle = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
