"""Copies of masters: made one at a time by a process with little memory and a time limit."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from casamuseo.media.copyist import NO_MEMORY, NOTE, UNREADABLE
from casamuseo.media.masters import master_path
from casamuseo.media.models import Picture

log = logging.getLogger(__name__)

FOLDER = "copies"
MOST_RESIDENT = 300_000_000
"""Bytes that the copyist may hold in memory at any moment."""
LONGEST = 180.0
"""Seconds that it may take."""
_LOOK_EVERY = 0.05
_ON_ITS_WAY = ".on-its-way-"
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of a master: where they lie, and how large the picture is that they show."""

    folder: Path
    width: int
    height: int
    levels: tuple[tuple[int, int], ...] = ()
    """Width and height of each level of the pyramid, the whole first."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of making copies: the copies, or the code and detail of what went wrong."""

    copies: Copies | None = None
    problem: str = ""
    peak: int = 0
    """Bytes resident at most, as far as was seen."""


def copies_name(picture: Picture) -> str:
    """What copies are called: after the master and the limit, so that no limit ever shares a file."""
    limit = f"-{picture.longest_side}" if picture.longest_side else ""
    return f"{picture.digest}{limit}"


def copies_folder(name: str) -> Path:
    """The folder of copies called so."""
    return Path(settings.MEDIA_ROOT) / FOLDER / name[:2] / name


def copies_of(picture: Picture) -> Copies | None:
    """The copies of a photograph; None until they are made."""
    return copies_called(copies_name(picture))


def copies_called(name: str) -> Copies | None:
    """The copies of this name; None until they are made."""
    folder = copies_folder(name)
    try:
        note = json.loads((folder / NOTE).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    levels = tuple((width, height) for width, height in note["levels"])
    return Copies(folder, note["width"], note["height"], levels)


def make_copies(picture: Picture, *, longest: float = LONGEST) -> Attempt:
    """Make the copies of a photograph, or say why not. Call it outside a transaction: it takes seconds."""
    made = copies_of(picture)
    if made is not None:
        return Attempt(made)
    master = master_path(picture)
    if not master.is_file():
        return Attempt(problem="missing")
    target = copies_folder(copies_name(picture))
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=_ON_ITS_WAY))
    try:
        problem, peak = _copy(master, folder, limit=picture.longest_side, longest=longest)
        if problem:
            return Attempt(problem=problem, peak=peak)
        folder.chmod(0o755)
        if target.exists():  # what a power cut left without its note
            shutil.rmtree(target)
        folder.replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Attempt(copies_of(picture), peak=peak)


def forget_copies(name: str) -> None:
    """Remove the copies called so, if there are any."""
    shutil.rmtree(copies_folder(name), ignore_errors=True)


def clear_leftovers() -> None:
    """Remove what a copyist that was killed has left. Only for whoever has the turn."""
    for folder in (Path(settings.MEDIA_ROOT) / FOLDER).glob(f"*/{_ON_ITS_WAY}*"):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def one_at_a_time() -> Iterator[bool]:
    """Whether it is our turn: one process on this machine makes copies, whatever number there are."""
    root = Path(settings.MEDIA_ROOT) / FOLDER
    root.mkdir(parents=True, exist_ok=True)
    lock = os.open(root / ".turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(lock)


def why(problem: str) -> str:
    """What went wrong, in the reader's language."""
    code, _separator, detail = problem.partition(": ")
    words = {
        "missing": _("Its file is gone from the folder of masters."),
        "memory": _(
            "It needs more memory than copies may take. Save it as a TIFF, or as a JPEG that is "
            "not progressive, and send that."
        ),
        "time": _("Making its copies took too long."),
        "unreadable": _("The file is damaged: %(detail)s") % {"detail": detail},
    }
    return words.get(code, problem)


def _copy(master: Path, folder: Path, *, limit: int | None, longest: float) -> tuple[str, int]:
    """Run the copyist and watch it; the problem ("" for none) and the most that it held in memory."""
    arguments = [str(master), str(folder), *([str(limit)] if limit else [])]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "casamuseo.media.copyist", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=_environment(folder),
            start_new_session=True,
        )
        try:
            problem, peak = _watch(process, longest=longest)
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        words = said.read(2000).decode(errors="replace").strip()
    if not problem and process.returncode:
        codes = {UNREADABLE: f"unreadable: {words}", NO_MEMORY: "memory"}
        problem = codes.get(process.returncode, f"unreadable: {words or process.returncode}")
    return problem, peak


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours but the way to Python: no secrets beside strangers' files."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    return kept | {
        "VIPS_CONCURRENCY": "1",
        "VIPS_DISC_THRESHOLD": "30m",
        "VIPS_BLOCK_UNTRUSTED": "1",
        "MALLOC_ARENA_MAX": "1",
        "TMPDIR": str(folder),
    }


def _watch(process: subprocess.Popen[bytes], *, longest: float) -> tuple[str, int]:
    began_at, peak = time.monotonic(), 0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        if peak > MOST_RESIDENT:
            return "memory", peak
        if time.monotonic() - began_at > longest:
            return "time", peak
        time.sleep(_LOOK_EVERY)
    return "", peak


def _resident(pid: int) -> int:
    """Bytes resident; 0 where the system does not say, or for a process that has just ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
