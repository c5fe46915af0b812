"""Every paper is, byte for byte, the one that was looked at."""

import pytest

from tests.visit.papers.golden import FOLDER, papers

PAPERS = sorted(path.name for path in FOLDER.iterdir())


def test_there_is_a_file_for_every_paper() -> None:
    assert sorted(papers()) == PAPERS


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_as_it_should_be(name: str) -> None:
    assert papers()[name].decode() == (FOLDER / name).read_bytes().decode()
