"""A file between its dry run and the agreement to it: kept by its digest for a day."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

KEPT_FOR = timedelta(days=1)
_NAME = re.compile(r"[0-9a-f]{64}\.[a-z]{1,5}")


def keep(content: bytes, *, ending: str, at: datetime) -> str:
    """Keep the file and return the name by which it is found; older ones go."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if datetime.fromtimestamp(old.stat().st_mtime, tz=at.tzinfo) < at - KEPT_FOR:
            old.unlink(missing_ok=True)
    name = f"{hashlib.sha256(content).hexdigest()}.{ending}"
    (folder / name).write_bytes(content)
    return name


def kept(name: str) -> bytes | None:
    """The file, or None where it has gone or the name is none of ours."""
    if not _NAME.fullmatch(name):
        return None
    path = _folder() / name
    return path.read_bytes() if path.is_file() else None


def _folder() -> Path:
    return Path(settings.CASAMUSEO_HOME) / "translations"
