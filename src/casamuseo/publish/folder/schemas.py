"""JSON Schemas of the folder's YAML files, made from the same shapes by which the loader reads them.

`docs/schemas/` holds them for editors; `python -m casamuseo.publish.folder.schemas docs/schemas`
writes them anew, and a test holds them to the shapes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casamuseo.publish.folder.shapes import Shape
from casamuseo.publish.folder.tables import Table
from casamuseo.publish.folder.texts import TEXT_SCHEMA


def schema_files() -> Iterator[tuple[str, str]]:
    """Name and text of each schema."""
    # The tables are of models, which are there only once Django has been set up.
    from casamuseo.publish.folder import house_tables
    from casamuseo.publish.folder.keepers_tables import PLAIN_LISTS
    from casamuseo.publish.folder.loading import TABLES
    from casamuseo.publish.folder.past import REVISION, REVISIONS

    house = _mapping(house_tables.HOUSE, house_tables.IN_HOUSE)
    visit = _mapping(Shape(house_tables.PROGRAMME), house_tables.IN_VISIT)
    visit["properties"]["tours"] = house_tables.TOURS.schema()
    yield "house.json", _text("house", house)
    yield "visit.json", _text("visit", visit)
    for table in (*TABLES, *PLAIN_LISTS):
        yield f"{table.name}.json", _text(table.name, _list(table.shape))
    yield f"{REVISIONS}.json", _text(REVISIONS, _list(REVISION))


def _mapping(shape: Shape, tables: tuple[Table, ...]) -> dict[str, Any]:
    schema = shape.schema()
    for table in tables:
        schema["properties"][table.name] = _list(table.shape)
    return schema


def _list(shape: Shape) -> dict[str, Any]:
    return {"type": "array", "items": shape.schema()}


def _text(name: str, schema: dict[str, Any]) -> str:
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{name}.yaml of a Casamuseo house folder",
        **schema,
        "$defs": {"text": TEXT_SCHEMA},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def write_schemas(directory: Path) -> None:
    """Write every schema into the directory."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files():
        (directory / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    import django

    django.setup()
    write_schemas(Path(sys.argv[1]))
