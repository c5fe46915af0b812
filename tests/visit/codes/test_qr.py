"""The QR pictures are read by another program, and say what they are to who does not see them."""

from io import BytesIO
from xml.etree import ElementTree

import resvg_py
import zxingcpp
from PIL import Image

from casamuseo.visit.codes import qr
from casamuseo.visit.codes.ticket_code import sign
from tests.visit.codes.vectors import A_FAMILY, EVERY_BIT, FIRST

CODE = sign(A_FAMILY, key=FIRST)
SVG = "{http://www.w3.org/2000/svg}"


def _image(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("L")


def test_a_scanner_reads_the_png() -> None:
    found = zxingcpp.read_barcodes(_image(qr.png(CODE)))

    assert [one.text for one in found] == [CODE]
    assert found[0].format == zxingcpp.BarcodeFormat.QRCode
    assert found[0].ec_level == "M"


def test_a_scanner_reads_the_svg_as_it_is_drawn() -> None:
    drawn = bytes(resvg_py.svg_to_bytes(svg_string=str(qr.svg(CODE, title="")), width=300))

    assert [one.text for one in zxingcpp.read_barcodes(_image(drawn))] == [CODE]


def test_a_scanner_reads_the_png_small_and_turned() -> None:
    turned = _image(qr.png(CODE, module_pixels=3)).rotate(31, expand=True, fillcolor=255)

    assert [one.text for one in zxingcpp.read_barcodes(turned)] == [CODE]


def test_it_is_version_6_with_a_quiet_zone_of_four() -> None:
    for claims in (A_FAMILY, EVERY_BIT):
        picture = _image(qr.png(sign(claims, key=FIRST), module_pixels=1))

        assert picture.size == (41 + 8, 41 + 8)
        assert picture.crop((4, 4, 45, 45)).getbbox() == (0, 0, 41, 41)
        assert picture.crop((0, 0, 49, 4)).getextrema() == (255, 255)
        assert picture.crop((0, 0, 4, 49)).getextrema() == (255, 255)


def test_the_svg_is_named_and_carries_no_style_of_its_own() -> None:
    picture = qr.svg(CODE, title='Entrada «4» <b>"&amp;')
    root = ElementTree.fromstring(picture)

    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}title") == 'Entrada «4» <b>"&amp;'
    assert {child.tag for child in root} == {f"{SVG}title", f"{SVG}path"}
    assert "style" not in picture
    assert len(picture) < 9_000
