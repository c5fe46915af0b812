"""Which drawings are taken in: shapes and words, nothing that acts or fetches."""

from __future__ import annotations

from pathlib import Path

import pytest

from casamuseo.media.drawings import HostileDrawing, check_drawing, size_of

HOUSES = Path(__file__).resolve().parents[2] / "houses"


def svg(inside: str) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">\n{inside}\n</svg>\n'.encode()
    )


def test_a_drawing_of_shapes_is_kept_as_it_is() -> None:
    drawing = svg(
        '<title>Casa</title><g id="a"><path d="M0 0h40" class="wall"/></g><use href="#a"/>'
    )

    assert check_drawing(drawing) == drawing.decode()


def test_the_xml_declaration_is_left_out() -> None:
    drawing = svg("<path d='M0 0'/>")

    assert check_drawing(b'<?xml version="1.0" encoding="UTF-8"?>\n' + drawing) == drawing.decode()


def test_the_size_is_that_of_the_viewbox() -> None:
    assert size_of(check_drawing(svg(""))) == (40, 30)


def test_without_a_viewbox_the_size_is_width_and_height() -> None:
    assert size_of('<svg xmlns="http://www.w3.org/2000/svg" width="12" height="7px"/>') == (12, 7)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        "<style>*{background:url(//x)}</style>",
        "<image href='https://example.org/x.png'/>",
        "<a href='https://example.org'><path d='M0 0'/></a>",
        "<animate attributeName='href' to='javascript:alert(1)'/>",
        "<set attributeName='onload' to='alert(1)'/>",
        "<path d='M0 0' onclick='alert(1)'/>",
        "<path d='M0 0' ONLOAD='alert(1)'/>",
        "<path d='M0 0' style='fill:url(https://example.org/x)'/>",
        "<path d='M0 0' fill='url(https://example.org/x#a)'/>",
        "<path d='M0 0' fill='URL( //example.org/x )'/>",
        "<use href='other.svg#a'/>",
        "<use href='javascript:alert(1)'/>",
        "<use href='data:image/svg+xml;base64,AAAA'/>",
        "<use xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='https://example.org#a'/>",
        "<svg><path d='M0 0'/></svg>",
        "<path xmlns:x='https://example.org/ns' x:y='z' d='M0 0'/>",
        "<html:script xmlns:html='http://www.w3.org/1999/xhtml'>alert(1)</html:script>",
        "<?xml-stylesheet href='https://example.org/x.css'?>",
        "<path d='M0 0'",
        "<g>" * 60 + "</g>" * 60,
        "<g/>" * 20_001,
        "&unknown;",
    ],
)
def test_what_acts_or_fetches_is_refused_with_its_line(inside: str) -> None:
    with pytest.raises(HostileDrawing) as refused:
        check_drawing(svg(inside))

    assert refused.value.line in (2, 3)
    assert refused.value.message


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            b'<!DOCTYPE svg [<!ENTITY a "aa">]>\n<svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
            1,
        ),
        (
            b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">\n<svg xmlns="http://www.w3.org/2000/svg"/>',
            1,
        ),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 1),
        (b'<svg viewBox="0 0 1 1"/>', 1),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', 1),
        (b'<g xmlns="http://www.w3.org/2000/svg"/>', 1),
        (b'\n<svg xmlns="http://www.w3.org/2000/svg">\xff</svg>', 2),
        (b'<?xml version="1.0" encoding="UTF-16"?><svg xmlns="http://www.w3.org/2000/svg"/>', 1),
        (b"", 1),
        (b"\x89PNG", 1),
    ],
)
def test_what_is_no_drawing_is_refused(content: bytes, line: int) -> None:
    with pytest.raises(HostileDrawing) as refused:
        check_drawing(content)

    assert refused.value.line == line


def test_every_drawing_of_the_first_house_may_be_shown() -> None:
    for path in sorted((HOUSES / "trotsky" / "pictures").rglob("*.svg")):
        assert check_drawing(path.read_bytes()) == path.read_text(encoding="utf-8")
