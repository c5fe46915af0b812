"""The worker's duties for pictures, as it does them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from casamuseo.collection.picture_duties import check_now, copy_now
from casamuseo.house.models import House
from casamuseo.kernel.texts import Text
from casamuseo.media.actions.receiving import receive_photograph
from casamuseo.media.models import FixityCheck, Picture
from tests.cast import BERTA, NOON, a_house
from tests.media import files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_photographs_are_copied_checked_and_settled_by_the_languages_of_the_house(
    tmp_path: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = tmp_path
    a_house()
    for seed in (1, 2):
        receive_photograph(
            files.jpeg(64, 48, seed=seed),
            name="a.jpg",
            title=Text(),
            description=Text.of(es="Una mesa.", en="A table."),
            credit=Text(),
            is_withheld=False,
            by=BERTA,
            at=NOON,
        )

    copy_now()
    assert list(Picture.objects.values_list("state", "is_public")) == [("ready", True)] * 2

    House.objects.update(languages=["es", "en", "fr"])
    check_now()
    assert not Picture.objects.filter(is_public=True).exists()
    assert list(FixityCheck.objects.values_list("outcome", flat=True)) == ["intact"] * 2
