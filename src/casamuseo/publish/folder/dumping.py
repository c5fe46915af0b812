"""`dump_house`: the house's rows become a folder, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from casamuseo.collection.showing import hidden_pictures
from casamuseo.house.models import House
from casamuseo.media.derivatives import whole_copy
from casamuseo.media.masters import master_path
from casamuseo.media.models import Picture
from casamuseo.publish.folder.files import Folder
from casamuseo.publish.folder.house_tables import HOUSE, IN_HOUSE, IN_VISIT, PROGRAMME, TOURS
from casamuseo.publish.folder.keepers_tables import PLAIN_LISTS
from casamuseo.publish.folder.loading import TABLES
from casamuseo.publish.folder.mappings import HOUSE_FILE, VISIT_FILE
from casamuseo.publish.folder.naming import Names
from casamuseo.publish.folder.past import REVISION, REVISIONS
from casamuseo.publish.folder.plain_lists import list_files
from casamuseo.publish.folder.problems import FolderRefused, Problem
from casamuseo.publish.folder.public_pictures import public_name
from casamuseo.publish.folder.record_files import (
    file_of_records,
    names_of,
    record_files,
    records_of,
    schema_line,
)
from casamuseo.publish.folder.rows import handfuls
from casamuseo.publish.folder.telling import FOLDER as PASSAGES
from casamuseo.publish.folder.told_files import MANY, passage_files
from casamuseo.publish.folder.writer import field_lines, record_lines
from casamuseo.sources.models import StatementRevision
from casamuseo.visit.models import VisitNotes


def dump_house(directory: Path | str, *, public: bool = False) -> list[str]:
    """Write the house into a folder, new or of a house; returns the names of its files.

    With `public`, only what the public sees. Files of an earlier dump that are no longer part of
    the house are removed; other files, and pictures, are left alone. Raises FolderRefused.
    """
    folder = Folder(Path(directory))
    with transaction.atomic():
        _see_one_moment()
        house = House.objects.first()
        _refuse_what_may_not_be_written(folder, house)
        assert house is not None  # noqa: S101  or it was refused
        written = []
        for name, content in _files(house, is_public=public):
            folder.write(name, content)
            written.append(name)
    _remove_stale(folder, set(written))
    return sorted(written)


def _see_one_moment() -> None:
    """Let every query of the dump see the same moment; SQLite does so by itself."""
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _refuse_what_may_not_be_written(folder: Folder, house: House | None) -> None:
    root = folder.root
    if house is None:
        raise FolderRefused([Problem(str(root), 0, _("no house has been loaded yet"))])
    if root.exists() and (
        not root.is_dir() or (any(root.iterdir()) and not folder.has(HOUSE_FILE))
    ):
        raise FolderRefused(
            [Problem(str(root), 0, _("expected a new or empty folder, or one of a house"))]
        )


def _files(house: House, *, is_public: bool) -> Iterator[tuple[str, bytes]]:
    tables = (*IN_HOUSE, *IN_VISIT, *TABLES)
    names = names_of(tables, house.languages, is_public=is_public)
    yield HOUSE_FILE, _house_text(house, names).encode()
    visit = _visit_text(names)
    if visit:
        yield VISIT_FILE, visit.encode()
    for table in TABLES:
        for name, text in record_files(table, names, is_public=is_public):
            yield name, text.encode()
    first = house.languages[0]
    for name, text in passage_files(first_language=first, is_public=is_public):
        yield name, text.encode()
    if not is_public:
        for name, text in _revision_files(names):
            yield name, text.encode()
        for plain in PLAIN_LISTS:
            for name, text in list_files(plain, names):
                yield name, text.encode()
    yield from _picture_files(is_public=is_public)


def _house_text(house: House, names: Names) -> str:
    values = {target: getattr(house, target) for field in HOUSE.fields for target in field.targets}
    lines = [schema_line(HOUSE_FILE, "house")]
    for name, value in HOUSE.write(values, names).items():
        lines += field_lines(name, value)
    for table in IN_HOUSE:
        lines += _list_lines(table.name, list(records_of(table, names, is_public=False)))
    return "\n".join(lines) + "\n"


def _visit_text(names: Names) -> str:
    lines = []
    for table in IN_VISIT:
        records = list(records_of(table, names, is_public=False))
        lines += _list_lines(table.name, records)
    notes = VisitNotes.objects.first()
    if notes is not None:
        tours = TOURS.write({"tour_languages": notes.tour_languages, "tours": notes.tours}, names)
        lines += field_lines("tours", tours) if tours else []
        if notes.programme:
            lines += field_lines("programme", PROGRAMME.kind.write(notes.programme, names))
    return "\n".join([schema_line(VISIT_FILE, "visit"), *lines]) + "\n" if lines else ""


def _list_lines(name: str, records: list[dict[str, Any]]) -> list[str]:
    lines = [f"{name}:"] if records else []
    for record in records:
        lines += record_lines(record, is_one_line=True, indent=2)
    return lines


def _revision_files(names: Names) -> Iterator[tuple[str, str]]:
    revisions = StatementRevision.objects.select_related("statement__passage").order_by(
        "statement__passage__key", "statement__key", "replaced_at", "pk"
    )
    count = revisions.count()
    for number, part in enumerate(handfuls(revisions.iterator(chunk_size=MANY), size=MANY), 1):
        names.learn_back(
            "statements",
            (
                (one.statement_id, f"{one.statement.passage.key}#{one.statement.key}")
                for one in part
            ),
        )
        records = [
            REVISION.write({name: getattr(one, name) for name in _REVISION_ATTRS}, names)
            for one in part
        ]
        name = f"{REVISIONS}.yaml" if count <= MANY else f"{REVISIONS}/{number:04}.yaml"
        yield name, file_of_records(name, REVISIONS, records, is_one_line=False)


_REVISION_ATTRS = [target for field in REVISION.fields for target in field.targets]


def _picture_files(*, is_public: bool) -> Iterator[tuple[str, bytes]]:
    public = Picture.objects.public().exclude(pk__in=hidden_pictures())
    pictures = public if is_public else Picture.objects.all()
    for picture in pictures.order_by("order", "key").iterator():
        if picture.kind == Picture.Kind.DRAWING:
            yield picture.file, picture.markup.encode()
        elif is_public:
            yield public_name(picture.file), whole_copy(picture)
        else:
            yield picture.file, master_path(picture).read_bytes()


def _remove_stale(folder: Folder, written: set[str]) -> None:
    """Remove the records and passages that an earlier dump wrote and this one did not."""
    lists = [*(table.name for table in (*TABLES, *PLAIN_LISTS)), REVISIONS]
    standing = [name for kind in lists for name in folder.parts(kind, suffix=".yaml")]
    standing += [name for name in folder.walk(PASSAGES) if name.endswith(".txt")]
    if folder.has(VISIT_FILE):
        standing.append(VISIT_FILE)
    for name in standing:
        if name not in written:
            (folder.root / name).unlink()
            _remove_empty_folders((folder.root / name).parent, root=folder.root)


def _remove_empty_folders(path: Path, *, root: Path) -> None:
    while path != root and not any(path.iterdir()):
        path.rmdir()
        path = path.parent
