"""Loads the pictures: checks each file, keeps a drawing's markup, notes a photograph to be copied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from casamuseo.media.drawings import HostileDrawing, check_drawing, size_of
from casamuseo.media.models import Picture
from casamuseo.media.photographs import LARGEST as LARGEST_PHOTOGRAPH
from casamuseo.media.photographs import UnfitPhotograph, measure
from casamuseo.publish.folder.files import write_whole
from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.problems import Fault
from casamuseo.publish.folder.records import Record

LARGEST_DRAWING = 1_000_000
FOLDER = "pictures/"


def with_files(records: Iterable[Record], load: Load) -> Iterator[Record]:
    """The records of pictures, each with what its file says of it."""
    for record in records:
        record.values |= {"markup": "", "width": 0, "height": 0, "digest": ""}
        load.shown_at[record.key] = (record.file, record.line)
        name = record.values["file"]
        try:
            if not name.startswith(FOLDER):
                raise Fault(0, _("a picture's file is in the folder “pictures”"))
            _complete(record, name, load)
        except Fault as fault:
            if fault.line:
                load.add(name, fault.line, fault.message)
            else:
                load.add(record.file, record.line, f"{name}: {fault.message}")
        yield record


def _complete(record: Record, name: str, load: Load) -> None:
    if record.values["kind"] == Picture.Kind.DRAWING:
        content = load.folder.read(name, largest=LARGEST_DRAWING)
        try:
            markup = check_drawing(content)
        except HostileDrawing as drawing:
            raise Fault(drawing.line, drawing.message) from drawing
        width, height = size_of(markup)
        record.values |= {"markup": markup, "width": width, "height": height}
        return
    content = load.folder.read(name, largest=LARGEST_PHOTOGRAPH)
    try:
        photograph = measure(content)
    except UnfitPhotograph as photograph_error:
        raise Fault(0, photograph_error.message) from photograph_error
    if photograph.suffix != name.rpartition(".")[2].lower().replace("jpeg", "jpg"):
        raise Fault(
            0, _("the file is in truth a “.%(suffix)s”; name it so") % {"suffix": photograph.suffix}
        )
    digest = hashlib.sha256(content).hexdigest()
    record.values |= {
        "width": photograph.width,
        "height": photograph.height,
        "digest": digest,
    }
    load.copies[Path(settings.MEDIA_ROOT) / f"{digest}.{photograph.suffix}"] = name


def copy_photographs(load: Load) -> None:
    """Put the photographs where the site finds them, each in one step."""
    for target, name in load.copies.items():
        if not target.exists():
            write_whole(target, load.folder.read(name, largest=LARGEST_PHOTOGRAPH))


def group_by_owner(load: Load) -> None:
    """Say which pictures belong to which record, in the order of their numbers."""
    found = []
    for key, row in load.names.ids.get("pictures", {}).items():
        owner, number = owner_of(key)
        found.append((owner, number, row))
    for owner, _number, row in sorted(found):
        load.pictures_of.setdefault(owner, []).append(row)


def owner_of(key: str) -> tuple[str, int]:
    """The record to which a picture belongs, and which of its pictures it is, from 1."""
    head, _slash, last = key.rpartition("/")
    if last.isdigit() and "/" in head:
        return head, int(last)
    return key, 1
