"""The public dump as one file, packed once an edition and kept below CASAMUSEO_HOME/cache."""

from __future__ import annotations

import fcntl
import tempfile
from importlib.metadata import version
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings

from casamuseo.kernel.editions import seen_edition
from casamuseo.publish.folder.dumping import dump_house

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can tell: the same records give the same bytes at any hour."""


class BeingPacked(Exception):  # noqa: N818  a refusal is named for what is the case
    """Somebody else is packing the dump at this moment: ask again."""


def packed_house(house_key: str) -> Path:
    """The ZIP file of this edition, packed now where nobody has fetched it yet.

    Refuses with BeingPacked while another request packs it.
    """
    target = _shelf() / packed_name(house_key)
    if not target.exists():
        _pack(target, house_key=house_key)
    return target


def packed_name(house_key: str) -> str:
    """The file's name, which says all that its content depends on."""
    return f"{house_key}-{version('casamuseo')}-{seen_edition()}.zip"


def _pack(target: Path, *, house_key: str) -> None:
    with (target.parent / "packing").open("w") as sign:
        try:
            fcntl.flock(sign, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BeingPacked from None
        if target.exists():
            return
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            house = Path(folder) / house_key
            house.mkdir()
            dump_house(house, public=True)
            packed = Path(folder) / target.name
            zip_folder(house, packed)
            packed.replace(target)
        for older in target.parent.glob(f"{house_key}-*.zip"):
            if older != target:
                older.unlink(missing_ok=True)


def zip_folder(folder: Path, target: Path) -> None:
    """Pack a folder under its own name, the same bytes for the same files."""
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=6) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = ZipInfo(path.relative_to(folder.parent).as_posix(), LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            packed.writestr(entry, path.read_bytes())


def _shelf() -> Path:
    shelf = Path(settings.CASAMUSEO_HOME) / "cache" / "open-data"
    shelf.mkdir(parents=True, exist_ok=True)
    return shelf
