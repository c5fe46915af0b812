"""The files of a house folder: found without following links, read as UTF-8, written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from casamuseo.publish.folder.problems import Fault

LARGEST = 50_000_000
"""Bytes of any file of a folder."""

_NAME = re.compile(r"[^/\\\x00-\x1f]+(?:/[^/\\\x00-\x1f]+)*")


@dataclass(frozen=True, slots=True)
class Folder:
    """A house folder on disk. Names are relative, with slashes."""

    root: Path

    def shown(self, name: str) -> str:
        """The name as a person finds it from where the command was given."""
        return str(self.root / name)

    def has(self, name: str) -> bool:
        return os.path.lexists(self.root / name)

    def parts(self, stem: str, *, suffix: str) -> list[str]:
        """The files of a list: `objects.yaml`, and every `objects/….yaml`, in order."""
        names = [f"{stem}{suffix}"] if self.has(f"{stem}{suffix}") else []
        return names + [name for name in self.walk(stem) if name.endswith(suffix)]

    def walk(self, below: str) -> list[str]:
        """Every file below a folder, sorted."""
        return sorted(
            (Path(folder) / name).relative_to(self.root).as_posix()
            for folder, _folders, files in os.walk(self.root / below, followlinks=False)
            for name in files
        )

    def links(self) -> Iterator[str]:
        """Every link in the folder, but for hidden folders."""
        for folder, folders, files in os.walk(self.root, followlinks=False):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in sorted([*folders, *files]):
                if (Path(folder) / name).is_symlink():
                    yield (Path(folder) / name).relative_to(self.root).as_posix()

    def tops(self) -> list[str]:
        """The names directly in the folder, sorted."""
        return sorted(path.name for path in self.root.iterdir())

    def read(self, name: str, *, largest: int = LARGEST) -> bytes:
        """The bytes of a file of this folder, which has no `links`. Raises Fault at line 0."""
        path = self.root / self._safe(name)
        if not path.is_file():
            raise Fault(0, _("the file is missing"))
        try:
            if path.stat().st_size > largest:
                raise Fault(
                    0,
                    _("is larger than %(megabytes)d MB; a list may be a folder of several files")
                    % {"megabytes": largest // 1_000_000},
                )
            return path.read_bytes()
        except OSError as error:
            raise Fault(0, _("cannot be read: %(why)s") % {"why": error.strerror}) from error

    def read_text(self, name: str) -> str:
        """The text of a file. Raises Fault, at the line that is not UTF-8."""
        content = self.read(name)
        try:
            return content.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise Fault(line, _("is not UTF-8: save the file as UTF-8 text")) from error

    def _safe(self, name: str) -> PurePosixPath:
        path = PurePosixPath(name)
        is_outside = path.is_absolute() or ".." in path.parts or not _NAME.fullmatch(name)
        if is_outside:
            raise Fault(0, _("“%(name)s” leads out of the house folder") % {"name": name})
        return path

    def write(self, name: str, content: bytes) -> bool:
        """Write a file in one step, unless it has these bytes already; whether it was written."""
        return write_whole(self.root / self._safe(name), content)


def write_whole(path: Path, content: bytes) -> bool:
    """Put a file in its place in one step, unless it has these bytes already."""
    if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".casamuseo-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True
