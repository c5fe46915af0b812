"""Loads the pictures: checks each file, keeps a drawing's markup, notes a photograph to be copied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from casamuseo.media.copying import copies_of
from casamuseo.media.drawings import HostileDrawing, check_drawing, size_of
from casamuseo.media.masters import kept_path, store_master
from casamuseo.media.models import Picture
from casamuseo.media.photographs import LARGEST_MASTER as LARGEST_PHOTOGRAPH
from casamuseo.media.photographs import UnfitPhotograph, measure
from casamuseo.media.publishing import may_be_public
from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.problems import Fault
from casamuseo.publish.folder.records import Record

LARGEST_DRAWING = 1_000_000
FOLDER = "pictures/"


def with_files(records: Iterable[Record], load: Load) -> Iterator[Record]:
    """The records of pictures, each with what its file says of it."""
    for record in records:
        record.values |= {"markup": "", "width": 0, "height": 0, "digest": "", "size": 0}
        record.values |= {"state": Picture.State.READY, "is_public": True}
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
        _settle(record, load)
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
    record.values |= {
        "width": photograph.width,
        "height": photograph.height,
        "digest": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }
    load.copies[kept_path(record.values["digest"], photograph.suffix)] = name
    _settle(record, load)


def _settle(record: Record, load: Load) -> None:
    """Say whether the copies are there already, and by the rule whether the public sees it."""
    names = ("kind", "file", "digest", "longest_side", "is_withheld", "description")
    picture = Picture(**{name: record.values[name] for name in names if name in record.values})
    if picture.kind == Picture.Kind.PHOTOGRAPH:
        copies = copies_of(picture)
        picture.state = Picture.State.READY if copies else Picture.State.WAITING
        if copies:
            record.values |= {"width": copies.width, "height": copies.height}
    record.values["state"] = picture.state
    record.values["is_public"] = may_be_public(picture, languages=load.languages)


def copy_photographs(load: Load) -> None:
    """Put the photographs among the masters, each in one step."""
    for target, name in load.copies.items():
        if not target.exists():
            content = load.folder.read(name, largest=LARGEST_PHOTOGRAPH)
            store_master(content, suffix=target.suffix[1:])


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
