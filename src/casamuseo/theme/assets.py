"""Makes what is served: subset fonts, stylesheets, scripts, coastlines, compiled catalogues."""

from __future__ import annotations

import json
import re
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
MODULES = HERE.parent.parent.parent / "node_modules"
SERVED = HERE / "static" / "built"
KEPT = HERE / "built"

LATIN = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    0x131,
    0x152,
    0x153,
    0x160,
    0x161,
    0x178,
    0x17D,
    0x17E,
]
SIGNS = [0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x2032, 0x2033, 0x2039]
SIGNS += [0x203A, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x25C7, 0x2260]
CYRILLIC = [*range(0x400, 0x460), 0x490, 0x491, 0x4B0, 0x4B1, 0x2116]
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?!!)(?s:.*?)\*/[ \t]*)\n?", re.MULTILINE)
"""A comment on lines of its own, as well as the name of a source map, which is not served; licences stay."""
FEATURES = ["kern", "liga", "locl", "mark", "mkmk", "ccmp", "onum", "lnum", "tnum"]


def main() -> None:
    """Build everything; raises FileNotFoundError, naming the package, where npm has not brought it."""
    SERVED.mkdir(parents=True, exist_ok=True)
    KEPT.mkdir(parents=True, exist_ok=True)
    build_fonts()
    build_stylesheets()
    build_scripts()
    build_coastlines()
    build_catalogues()


def build_fonts() -> None:
    """The letters that the house uses, as WOFF2 for browsers and TrueType for generated pictures."""
    sign, read = "archivo/files/archivo-latin-wght-normal", "alegreya/files/alegreya"
    _font(sign, "archivo", LATIN + SIGNS, weights=(400, 700))
    _font(f"{read}-latin-wght-normal", "alegreya", LATIN + SIGNS, weights=400)
    _font(f"{read}-latin-wght-italic", "alegreya-italic", LATIN + SIGNS, weights=400)
    _font(f"{read}-cyrillic-wght-normal", "alegreya-cyrillic", CYRILLIC, weights=400)
    _font(sign, "archivo", LATIN + SIGNS, weights=400, for_pictures=True)
    _font(sign, "archivo-bold", LATIN + SIGNS, weights=700, for_pictures=True)
    _font(f"{read}-latin-wght-normal", "alegreya", LATIN + SIGNS, weights=400, for_pictures=True)


def build_stylesheets() -> None:
    """One file for every page; one more for booking, and one for the staff: the parts by their names."""
    for folder, target in (
        ("styles", "site.css"),
        ("book-styles", "book.css"),
        ("desk-styles", "desk.css"),
    ):
        parts = [path.read_text(encoding="utf-8") for path in sorted((HERE / folder).glob("*.css"))]
        (SERVED / target).write_text("\n".join(parts), encoding="utf-8")


def build_scripts() -> None:
    """The desk's htmx, the viewer of photographs; the door's reader of QR codes and check of signatures."""
    _script("htmx.org/dist/htmx.min.js", "htmx.js")
    _script("openseadragon/build/openseadragon/openseadragon.min.js", "openseadragon.js")
    _script("@noble/ed25519/index.js", "noble/ed25519.js")
    for name in ("sha2", "_md", "_u64", "utils"):
        _script(f"@noble/hashes/{name}.js", f"noble/{name}.js")
    _script("zxing-wasm/dist/es/share.js", "zxing/share.js")
    _script("zxing-wasm/dist/es/reader/index.js", "zxing/reader/index.js")
    compiled = _of_npm("zxing-wasm/dist/reader/zxing_reader.wasm").read_bytes()
    (SERVED / "zxing" / "reader" / "zxing_reader.wasm").write_bytes(compiled)


def build_coastlines() -> None:
    """Natural Earth's land at 1:50 and 1:110 million, from TopoJSON to rings of [longitude, latitude]."""
    for scale in ("50m", "110m"):
        topology = json.loads(_of_npm(f"world-atlas/land-{scale}.json").read_text(encoding="utf-8"))
        rings = _rings(topology)
        (KEPT / f"land-{scale}.json").write_text(json.dumps(rings), encoding="utf-8")


def build_catalogues() -> None:
    """The compiled message catalogues."""
    for source in sorted((HERE / "locale").glob("*/LC_MESSAGES/django.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def _script(name: str, target: str) -> None:
    script = _of_npm(name).read_text(encoding="utf-8")
    path = SERVED / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(COMMENT.sub("", script), encoding="utf-8")


def _of_npm(name: str) -> Path:
    path = MODULES / name
    if not path.exists():
        raise FileNotFoundError(f"{name} is missing from node_modules: run `npm ci`.")
    return path


def _font(
    name: str,
    target: str,
    letters: list[int],
    *,
    weights: float | tuple[float, float],
    for_pictures: bool = False,
) -> None:
    font = TTFont(_of_npm(f"@fontsource-variable/{name}.woff2"))
    instancer.instantiateVariableFont(font, {"wght": weights}, inplace=True)
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    if for_pictures:
        font.flavor = None
        font.save(KEPT / f"{target}.ttf")
    else:
        font.flavor = "woff2"
        font.save(SERVED / f"{target}.woff2")


def _rings(topology: dict[str, object]) -> list[list[list[float]]]:
    """Decode TopoJSON's delta-coded, quantised arcs (topojson specification 1.0, section 2.1.3)."""
    transform = topology["transform"]
    assert isinstance(transform, dict)  # noqa: S101  world-atlas is always quantised
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    arcs: list[list[list[float]]] = []
    for deltas in topology["arcs"]:  # type: ignore[attr-defined]
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append([round(x * scale_x + move_x, 3), round(y * scale_y + move_y, 3)])
        arcs.append(arc)
    rings = []
    for geometry in topology["objects"]["land"]["geometries"]:  # type: ignore[index]
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for indices in polygon:
                ring: list[list[float]] = []
                for index in indices:
                    arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                    ring.extend(arc if not ring else arc[1:])
                rings.append(ring)
    return rings


if __name__ == "__main__":
    main()
