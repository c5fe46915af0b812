"""The floors hold where an import linter cannot see: in relations between models."""

import ast
import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models.fields.related import RelatedField

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
][0]
FLOORS = [[app.strip() for app in layer.split("|")] for layer in reversed(CONTRACT["layers"])]
FLOOR_OF = {app: number for number, floor in enumerate(FLOORS) for app in floor}
FRONTS = FLOORS[-1]


def test_a_model_relates_only_to_its_own_app_and_the_floors_below() -> None:
    upward = []
    for model in apps.get_models():
        here = model._meta.app_label
        for field in model._meta.get_fields(include_hidden=True):
            if isinstance(field, RelatedField) and field.model is model:
                there = field.related_model._meta.app_label
                if there != here and FLOOR_OF[there] >= FLOOR_OF[here]:
                    upward.append(f"{model.__name__}.{field.name} -> {there}")

    assert upward == []


def test_fronts_and_search_have_no_tables() -> None:
    owners = {model._meta.app_label for model in apps.get_models()}

    assert owners.isdisjoint({*FRONTS, "search"})


def test_nothing_relates_to_records_generically_or_listens_to_signals() -> None:
    offenders = []
    for path in (ROOT / "src/casamuseo").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in {
                "django.contrib.contenttypes.fields",
                "django.db.models.signals",
                "django.dispatch",
            }:
                offenders.append(str(path))

    assert offenders == []


def test_nothing_below_the_fronts_asks_what_time_it_is() -> None:
    # The kernel holds the clock itself; duties are the worker’s and examinations the doctor’s.
    below = {app for floor in FLOORS[:-1] for app in floor} - {"search", "kernel"}
    offenders = []
    for app in below:
        for path in (ROOT / "src/casamuseo" / app).rglob("*.py"):
            if path.name == "examinations.py" or path.stem.endswith("duties"):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                asked = node.func if isinstance(node, ast.Call) else node
                is_of_a_clock = asked is not node or _is_a_clock(node)
                if (
                    isinstance(asked, ast.Attribute)
                    and asked.attr in {"now", "today", "utcnow"}
                    and is_of_a_clock
                ):
                    offenders.append(f"{path.name}:{node.lineno}")

    assert offenders == []


def _is_a_clock(node: ast.AST) -> bool:
    """Whether the name before the dot is one that tells the time, so that it may be handed on."""
    value = getattr(node, "value", None)
    return isinstance(value, ast.Name) and value.id in {"clock", "date", "datetime", "timezone"}
