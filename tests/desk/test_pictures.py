"""Pictures at the desk: sent in, described, shown to whom they may be, looked after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from casamuseo.collection.actions.picturing import fingerprint
from casamuseo.collection.models import ConditionCheck, ConditionPicture
from casamuseo.kernel.models import Change, Edition
from casamuseo.media.actions.copying import copy_next
from casamuseo.media.masters import master_path
from casamuseo.media.models import FixityCheck, Picture
from tests.cast import NOON, a_house, a_place, an_object
from tests.media import files
from tests.media.showing import a_photograph
from tests.staffing import a_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

LANGUAGES = ["es", "en"]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def berta() -> Client:
    a_house()
    return signed_in(a_member("curator", login="berta"))


def sent(client: Client, *contents: tuple[str, bytes], **fields: Any) -> Any:
    photographs = [SimpleUploadedFile(name, content) for name, content in contents]
    return client.post("/desk/pictures/add/", {"photographs": photographs, **fields})


def words_of(picture: Picture, **fields: Any) -> dict[str, Any]:
    """The form of a picture as a browser sends it."""
    return {
        "seen": fingerprint(picture),
        "description_es": "Una mesa.",
        "description_en": "A table.",
        "title_es": "Mesa",
        "title_en": "Table",
        "credit_es": "Foto: Berta",
        "credit_en": "Photograph: Berta",
        "longest_side": "",
        **fields,
    }


def test_several_photographs_come_in_at_once(berta: Client) -> None:
    response = sent(berta, ("a.jpg", files.jpeg(64, 48)), ("b.png", files.png(64, 48)))

    assert response.headers["Location"] == "/desk/pictures/"
    assert list(Picture.objects.order_by("pk").values_list("original_name", "received_by")) == [
        ("a.jpg", "berta"),
        ("b.png", "berta"),
    ]
    page = berta.get("/desk/pictures/").content.decode()
    assert "2 photographs were taken in." in page
    assert "Being copied" in page


def test_one_photograph_leads_to_its_page(berta: Client) -> None:
    response = sent(berta, ("a.jpg", files.jpeg(64, 48)), is_withheld="on")

    picture = Picture.objects.get()
    assert response.headers["Location"] == f"/desk/pictures/{picture.pk}/"
    assert picture.is_withheld


HOSTILE = {
    "bomb.png": files.bomb(),
    "pages.tif": files.tiff_of_pages(60),
    "script.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "page.png": files.png(10, 10) + b"<html><script>alert(1)</script></html>",
    "archive.jpg": files.jpeg(64, 48) + b"PK\x03\x04" + bytes(100),
    "moving.gif": b"GIF89a" + bytes(100),
    "cut.jpg": files.jpeg(64, 48)[:-100],
    "nothing.jpg": b"",
    "heavy.png": files.png(10, 10, pixels=bytes(25_000_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name_and_the_site_goes_on(
    berta: Client, name: str, media: Path
) -> None:
    response = sent(berta, (name, HOSTILE[name]))

    assert response.status_code == 422
    page = response.content.decode()
    assert f"<p>{name}: " in page
    assert not Picture.objects.exists()
    assert not media.exists()
    assert berta.get("/en/").status_code == 200


def test_a_refusal_is_in_the_language_of_the_member() -> None:
    a_house()
    dolores = signed_in(a_member("editor", login="dolores", language="es"))

    with translation.override("es"):
        response = sent(dolores, ("nada.jpg", b""))

    assert response.status_code == 422
    assert "nada.jpg: " in response.content.decode()


def test_the_good_ones_come_in_beside_one_that_is_refused(berta: Client) -> None:
    response = sent(berta, ("../../a.jpg", files.jpeg(64, 48)), ("x.gif", b"GIF89a"))

    assert response.status_code == 422
    page = response.content.decode()
    assert "1 photograph was taken in." in page
    assert "x.gif: this is GIF; expected a photograph as JPEG, PNG, WebP or TIFF." in page
    assert Picture.objects.get().original_name == "a.jpg"


def test_a_photograph_is_public_once_it_is_described_in_every_language(berta: Client) -> None:
    sent(berta, ("a.jpg", files.jpeg(640, 480)))
    picture = Picture.objects.get()
    copy_next(languages=LANGUAGES, at=NOON)
    picture.refresh_from_db()
    page = berta.get("/desk/pictures/?show=undescribed").content.decode()
    assert "Nobody has said what is to be seen: Español, English" in page

    half = berta.post(f"/desk/pictures/{picture.pk}/change/", words_of(picture, description_en=""))

    assert half.status_code == 302
    picture.refresh_from_db()
    assert not picture.is_public
    assert "to be seen: English" in berta.get(f"/desk/pictures/{picture.pk}/").content.decode()

    berta.post(f"/desk/pictures/{picture.pk}/change/", words_of(picture))

    picture.refresh_from_db()
    assert picture.is_public
    assert picture.description.to_json() == {"es": "Una mesa.", "en": "A table."}
    assert Change.objects.filter(action="publish_picture", actor="berta").count() == 1


def test_withholding_takes_a_photograph_off_the_site_and_leaves_it_to_the_staff(
    berta: Client, client: Client
) -> None:
    picture = a_photograph(640, 480)
    address = f"/media/{picture.digest}/480.webp"
    assert client.get(address).status_code == 200

    berta.post(f"/desk/pictures/{picture.pk}/change/", words_of(picture, is_withheld="on"))

    picture.refresh_from_db()
    assert (picture.is_public, picture.is_withheld) == (False, True)
    assert client.get(address).status_code == 404
    seen = berta.get(f"/desk/pictures/{picture.pk}/files/480.webp")
    assert (seen.status_code, seen.headers["Content-Type"]) == (200, "image/webp")
    assert seen.headers["Cache-Control"] == "private, max-age=3600"
    assert f'src="/desk/pictures/{picture.pk}/files/480.webp"' in (
        berta.get("/desk/pictures/").content.decode()
    )
    assert client.get(f"/desk/pictures/{picture.pk}/files/480.webp").status_code == 302


def test_a_limit_puts_the_photograph_in_line_for_smaller_copies(berta: Client) -> None:
    picture = a_photograph(1100, 800)

    berta.post(f"/desk/pictures/{picture.pk}/change/", words_of(picture, longest_side="400"))

    picture.refresh_from_db()
    assert (picture.state, picture.is_public, picture.longest_side) == ("waiting", False, 400)
    copy_next(languages=LANGUAGES, at=NOON)
    picture.refresh_from_db()
    assert (picture.state, picture.is_public, picture.width) == ("ready", True, 400)


def test_of_two_who_write_at_once_nobody_loses_what_they_typed(berta: Client) -> None:
    picture = a_photograph(640, 480)
    mine = words_of(picture, description_es="Lo que yo vi.")
    berta.post(f"/desk/pictures/{picture.pk}/change/", words_of(picture, title_es="Otra mesa"))

    refused = berta.post(f"/desk/pictures/{picture.pk}/change/", mine)

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Somebody else has changed this picture since you opened it." in page
    assert "Lo que yo vi." in page
    picture.refresh_from_db()
    assert picture.title["es"].words == "Otra mesa"


def test_a_picture_is_put_with_what_it_shows_and_stands_for_it(berta: Client) -> None:
    desk, study = an_object(), a_place("study")
    first, second = a_photograph(64, 48, seed=1), a_photograph(64, 48, seed=2)
    before = Edition.current()

    for picture in (first, second):
        berta.post(f"/desk/pictures/{picture.pk}/shows/", {"thing": "D-001"})
    berta.post(f"/desk/pictures/{first.pk}/shows/", {"place": study.pk})

    assert list(desk.pictures.order_by("order", "key")) == [first, second]
    assert list(study.pictures.all()) == [first]
    assert Edition.current() == before + 3

    berta.post(f"/desk/pictures/{second.pk}/shows/object/{desk.pk}/first/")
    assert list(desk.pictures.order_by("order", "key")) == [second, first]

    berta.post(f"/desk/pictures/{first.pk}/shows/object/{desk.pk}/remove/")
    assert list(desk.pictures.all()) == [second]
    assert list(
        Change.objects.filter(kind="collection.museumobject", actor="berta").values_list(
            "action", flat=True
        )
    ) == ["add_picture", "add_picture", "show_picture_first", "remove_picture"]


@pytest.mark.parametrize("asked", [{}, {"thing": "NO-1"}])
def test_what_it_shows_must_be_named(berta: Client, asked: dict[str, str]) -> None:
    picture = a_photograph(64, 48)

    assert berta.post(f"/desk/pictures/{picture.pk}/shows/", asked).status_code == 422


def test_a_picture_that_is_cited_is_not_removed(berta: Client) -> None:
    picture = a_photograph(64, 48)
    desk = an_object()
    desk.pictures.add(picture)
    check = ConditionCheck.objects.create(
        museum_object=desk,
        checked_on=NOON.date(),
        checked_by="Berta",
        reason="routine",
        condition="good",
        recorded_at=NOON,
        recorded_by="berta",
    )
    ConditionPicture.objects.create(check_made=check, picture=picture)

    berta.post(f"/desk/pictures/{picture.pk}/remove/")

    page = berta.get(f"/desk/pictures/{picture.pk}/").content.decode()
    assert "The picture is still needed: a condition check, an object." in page
    assert Picture.objects.filter(pk=picture.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_removed_picture_takes_its_files_along_unless_another_has_the_same(
    berta: Client, media: Path
) -> None:
    first, twin = a_photograph(64, 48), a_photograph(64, 48)
    path = master_path(first)

    berta.post(f"/desk/pictures/{first.pk}/remove/")
    assert path.is_file()

    berta.post(f"/desk/pictures/{twin.pk}/remove/")
    assert not path.exists()
    assert not (media / "copies" / twin.digest[:2] / twin.digest).exists()
    assert not Picture.objects.exists()


def test_what_failed_says_why_and_is_tried_again(berta: Client) -> None:
    sent(berta, ("a.png", files.png(64, 48, pixels=b"rubbish")))
    copy_next(languages=LANGUAGES, at=NOON)
    picture = Picture.objects.get()

    page = berta.get(f"/desk/pictures/{picture.pk}/").content.decode()
    assert "The file is damaged: " in page
    berta.post(f"/desk/pictures/{picture.pk}/again/")

    picture.refresh_from_db()
    assert picture.state == "waiting"


def test_masters_that_have_changed_stand_above_the_list(berta: Client) -> None:
    picture = a_photograph(64, 48)
    FixityCheck.objects.create(picture=picture, checked_at=NOON, outcome="changed")

    page = berta.get("/desk/pictures/").content.decode()

    assert "The master of this photograph is no longer what came in:" in page


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    berta: Client,
) -> None:
    desk = an_object()
    desk.pictures.add(a_photograph(64, 48, seed=1))
    berta.get("/desk/pictures/")
    with CaptureQueriesContext(connection) as one:
        berta.get("/desk/pictures/")
    for seed in (2, 3):
        desk.pictures.add(a_photograph(64, 48, seed=seed))
    berta.get("/desk/pictures/")
    with CaptureQueriesContext(connection) as three:
        berta.get("/desk/pictures/")

    assert [each["sql"][:90] for each in three] == [each["sql"][:90] for each in one]
