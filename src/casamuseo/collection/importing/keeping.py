"""Where the tables that somebody brought are kept: below MEDIA_ROOT, each under its own digest."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from casamuseo.collection.errors_importing import TableIsGone, TableTooLarge
from casamuseo.collection.models import ImportRun

MEGABYTES = 200
MOST_BYTES = MEGABYTES * 1024 * 1024


def keep_table(parts: Iterable[bytes]) -> str:
    """Keep a file bit for bit; its SHA-256. The same file twice is kept once.

    Refuses with TableTooLarge, and then keeps nothing.
    """
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(prefix=".coming-", dir=folder)
    coming = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                size += len(part)
                if size > MOST_BYTES:
                    raise TableTooLarge(megabytes=MEGABYTES)
                digest.update(part)
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        coming.replace(folder / digest.hexdigest())
    finally:
        coming.unlink(missing_ok=True)
    return digest.hexdigest()


def path_of(run: ImportRun) -> Path:
    """The file of an import. Refuses with TableIsGone."""
    path = Path(settings.MEDIA_ROOT) / "imports" / run.digest
    if not path.is_file():
        raise TableIsGone(run.file_name)
    return path
