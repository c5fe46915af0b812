"""The file of a backup: a tar, compressed, of plain files under safe names; the manifest comes last."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from django.utils.translation import gettext as _

from casamuseo.kernel.backup.errors import DamagedBackup
from casamuseo.kernel.backup.manifest import Manifest, Member

MANIFEST = "manifest.json"
HOME = "home"
"""The folder of the archive that holds the files of CASAMUSEO_HOME."""

CHUNK = 1 << 20
NONSENSE = (ValueError, OverflowError)
"""What tarfile raises for a header full of nonsense."""

COMPRESSION = 3
"""Photographs do not shrink, and a database shrinks nearly as much as with 9, in a third of the time."""


class Writer:
    """Puts files into the archive, and keeps their digests for the manifest."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.members: dict[str, Member] = {}

    def add(self, name: str, path: Path) -> None:
        """Put a file in under this name, as long as it is now: what is appended later is left out."""
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = status.st_size, status.st_mtime, status.st_mode
            entry.mode &= 0o777
            hashing = _Hashing(file)
            self.tar.addfile(entry, cast(IO[bytes], hashing))
        self.members[name] = Member(status.st_size, hashing.digest.hexdigest())

    def close(self, manifest: Manifest) -> None:
        """Write the manifest behind all others."""
        content = manifest.as_json()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mtime, entry.mode = len(content), manifest.made_at.timestamp(), 0o600
        self.tar.addfile(entry, io.BytesIO(content))


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new archive at a path where nothing is yet; at the end it is on the disk, not only in memory.

    Its owner alone may read it: it holds keys and the names of visitors.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw:
        with (
            gzip.GzipFile("", "wb", COMPRESSION, raw, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
        ):
            yield Writer(tar)
        raw.flush()
        os.fsync(raw.fileno())


def read(path: Path, *, into: Path | None = None) -> Manifest:
    """Check the whole archive; with `into`, unpack it there as it is read.

    Raises DamagedBackup unless every file is exactly as it was written and none has a name that
    leads elsewhere, NewerBackup for a format to come, and OSError where the disk fails.
    """
    found: dict[str, Member] = {}
    told = b""
    with path.open("rb") as raw, _damage_refused():
        packed = gzip.GzipFile(fileobj=raw)
        with tarfile.open(fileobj=packed, mode="r|") as tar:
            for entry in tar:
                _refuse_unsafe(entry, known=found, is_over=bool(told))
                content = tar.extractfile(entry)
                assert content is not None  # noqa: S101  only plain files came so far
                if entry.name == MANIFEST:
                    told = content.read()
                else:
                    found[entry.name] = _taken(content, entry, into=into)
        # The checksum of the whole stands at its very end, where tarfile need not have come.
        while packed.read(CHUNK):
            pass
    manifest = Manifest.from_json(told)
    if manifest.members != found:
        wrong = sorted(
            {*found, *manifest.members}.difference(
                name for name, member in found.items() if manifest.members.get(name) == member
            )
        )
        raise DamagedBackup(
            _("The backup is damaged: %(name)s is not what was written.") % {"name": wrong[0]},
            names=wrong,
        )
    return manifest


@contextmanager
def _damage_refused() -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, *NONSENSE) as problem:
        raise DamagedBackup(
            _("The file is no backup, or is damaged: %(problem)s") % {"problem": problem}
        ) from problem


def _refuse_unsafe(entry: tarfile.TarInfo, *, known: dict[str, Member], is_over: bool) -> None:
    parts = PurePosixPath(entry.name).parts
    is_plain = entry.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and entry.sparse is None
    is_ours = entry.name == "/".join(parts) and "\0" not in entry.name and ".." not in parts
    has_its_place = len(parts) == 1 if parts[:1] != (HOME,) else len(parts) > 1
    if not (is_plain and is_ours and has_its_place) or entry.name in known or is_over:
        raise DamagedBackup(
            _("The file is no backup of Casamuseo: it holds “%(name)s”.") % {"name": entry.name}
        )


def _taken(content: IO[bytes], entry: tarfile.TarInfo, *, into: Path | None) -> Member:
    if into is None:
        hashing = _Hashing(content)
        while hashing.read(CHUNK):
            pass
        return Member(entry.size, hashing.digest.hexdigest())
    target = into / entry.name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except (FileExistsError, NotADirectoryError) as problem:
        raise DamagedBackup(
            _("The file is no backup of Casamuseo: it holds “%(name)s”.") % {"name": entry.name}
        ) from problem
    hashing = _Hashing(content)
    with os.fdopen(handle, "wb") as file:
        while chunk := hashing.read(CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    target.chmod(entry.mode & 0o755 | 0o600)
    os.utime(target, (entry.mtime, entry.mtime))
    return Member(entry.size, hashing.digest.hexdigest())


class _Hashing:
    """A file that digests what is read from it."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk: bytes = self.file.read(size)
        self.digest.update(chunk)
        return chunk
