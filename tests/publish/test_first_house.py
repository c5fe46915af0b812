"""The first house is written as a dump writes it, so that what the desk changes can be compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from casamuseo.publish.folder.dumping import dump_house
from tests.publish.folders import contents

pytestmark = pytest.mark.django_db


def test_the_first_house_is_canonical(first_house: Path, tmp_path: Path) -> None:
    dump_house(tmp_path / "dump")

    written, kept = contents(tmp_path / "dump"), contents(first_house)
    differing = sorted(
        name for name in written.keys() | kept.keys() if written.get(name) != kept.get(name)
    )
    assert differing == [], "load the house and `casamuseo dump houses/trotsky`"
