"""The JSON Schemas say what the loader says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from casamuseo.publish.folder.schemas import schema_files
from tests.publish.folders import FILES

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "docs" / "schemas"
HOUSE = ROOT / "houses" / "trotsky"


def test_the_schemas_in_the_docs_are_those_of_the_loader() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in SCHEMAS.iterdir()}

    assert written == dict(schema_files()), (
        "run `python -m casamuseo.publish.folder.schemas docs/schemas`"
    )


@pytest.mark.parametrize("name", [name for name, _text in schema_files()])
def test_every_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(json.loads((SCHEMAS / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", sorted(path.name for path in HOUSE.glob("*.yaml")))
def test_the_first_house_is_valid(name: str) -> None:
    assert problems(name, (HOUSE / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".yaml")])
def test_a_house_with_everything_is_valid(name: str) -> None:
    assert problems(name, FILES[name]) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("guide.yaml", "- {number: seven, place: study, title: {es: a}}"),
        ("guide.yaml", "- {number: 7, place: study, title: {es: a}, colour: red}"),
        ("guide.yaml", "- {number: 7, title: {es: a}}"),
        ("objects.yaml", "- {key: Desk, number: D-1, name: {es: a}, slug: {es: a}}"),
        ("objects.yaml", "- {key: desk, number: D-1, name: a, slug: {es: a}}"),
        ("objects.yaml", "- {key: desk, number: D-1, name: {es: a}, slug: {es: á}}"),
        ("sources.yaml", "- {id: levine, type: tome, title: a}"),
    ],
)
def test_an_editor_sees_what_the_loader_refuses(name: str, text: str) -> None:
    assert problems(name, text) != []


def problems(name: str, text: str) -> list[str]:
    schema = json.loads((SCHEMAS / name.replace(".yaml", ".json")).read_text(encoding="utf-8"))
    found: Any = Draft202012Validator(schema).iter_errors(yaml.load(text, Loader=Yaml12))
    return [error.message for error in found]


class Yaml12(yaml.SafeLoader):
    """YAML 1.2, as editors read it: `on` is a word, and a day is one too."""


# Of YAML 1.1's truths 1.2 keeps those that begin with t and f; days and times are words.
Yaml12.yaml_implicit_resolvers = {
    sign: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not tag.endswith(":timestamp") and (not tag.endswith(":bool") or sign in "tTfF")
    ]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
