"""The operators' pages name every setting and command that there is, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parents[2]
ASKED_FOR = re.compile(r"""os\.environ(?:\.get\(|\.setdefault\(|\[)\s*"([A-Z_]+)\"""")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_variable_of_the_environment_stands_in_the_operators_page(language: str) -> None:
    page = (ROOT / "docs" / language / "operators.md").read_text(encoding="utf-8")
    asked_for = {
        name
        for file in (ROOT / "src").rglob("*.py")
        for name in ASKED_FOR.findall(file.read_text(encoding="utf-8"))
    }

    assert {"CASAMUSEO_HOME", "DATABASE_URL", "PORT"} <= asked_for
    assert [name for name in sorted(asked_for) if f"`{name}`" not in page] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_command_stands_in_the_docs(language: str) -> None:
    pages = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "docs" / language).glob("*.md")
    )
    own = [name for name, app in get_commands().items() if str(app).startswith("casamuseo.")]

    assert "run" in own
    assert [name for name in sorted(own) if f"casamuseo {name}" not in pages] == []
