"""Builds the documents of the Presentation API 3.0: manifests and collections, in its own words.

https://iiif.io/api/presentation/3.0/. Each document is read by iiif-prezi3 before it leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from casamuseo.collection.models import DisplayState, MuseumObject, Placement
from casamuseo.house.models import House, Place
from casamuseo.kernel.downloads import dump_address
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.media.derivatives import sizes_of
from casamuseo.media.models import Picture
from casamuseo.publish.iiif.plan import Sheet, box_of
from casamuseo.publish.iiif.service import service_path
from casamuseo.publish.iiif.shown import Shown
from casamuseo.publish.iiif.words import in_each, language_map, plain

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
DRAWING_WIDTH = 1200

Shape = dict[str, Any]


class Publisher:
    """The house, its languages and its address: what every document says of where it comes from."""

    def __init__(self, house: House, base: str) -> None:
        self.house, self.base = house, base
        self.languages: Sequence[str] = house.languages

    def manifest_of(self, shown: Shown) -> Shape:
        """The manifest of an object: a canvas for each of its pictures."""
        thing = shown.thing
        here = self.of_object(thing)
        shape = self._document("Manifest", here, language_map(thing.name))
        shape["metadata"] = self._facts(thing)
        shape["requiredStatement"] = self._credit(shown.pictures)
        if right := shown.right_in(None):
            shape["rights"] = right
        shape["seeAlso"] = self._see_also()
        shape["items"] = [
            self._canvas(f"{here}/canvas/{number}", picture, right=shown.right_in(picture))
            for number, picture in enumerate(shown.pictures, 1)
        ]
        shape["thumbnail"] = shape["items"][0]["thumbnail"]
        return checked("Manifest", shape)

    def room(self, place: Place, things: Sequence[MuseumObject]) -> Shape:
        """The collection of a room: the objects that stand in it today."""
        shape = self._document("Collection", self.of_room(place), language_map(place.name))
        shape["items"] = [
            {"id": self.of_object(one), "type": "Manifest", "label": language_map(one.name)}
            for one in things
        ]
        return checked("Collection", shape)

    def everything(self, rooms: Sequence[Place], states: Sequence[DisplayState]) -> Shape:
        """The collection of the house: its rooms, and the days on which it can be seen."""
        here = f"{self.base}/iiif/collection.json"
        shape = self._document("Collection", here, language_map(self.house.name))
        shape["seeAlso"] = self._see_also()
        shape["items"] = [
            {"id": self.of_room(one), "type": "Collection", "label": language_map(one.name)}
            for one in rooms
        ]
        shape["items"] += [
            {"id": self.of_state(one), "type": "Manifest", "label": language_map(one.name)}
            for one in states
        ]
        return checked("Collection", shape)

    def day(self, state: DisplayState, sheet: Sheet, placements: Sequence[Placement]) -> Shape:
        """The manifest of a display state: the plan, and on it each object with its certainty."""
        here = self.of_state(state)
        shape = self._document("Manifest", here, language_map(state.name))
        shape["requiredStatement"] = self._credit([])
        if state.day:
            shape["navDate"] = f"{state.day.isoformat()}T00:00:00Z"
        canvas = f"{here}/canvas/plan"
        plan = f"{self.base}/iiif/state/{quote(state.key)}/plan.png"
        body = {"id": plan, "type": "Image", "format": "image/png"}
        shape["items"] = [
            {
                "id": canvas,
                "type": "Canvas",
                "label": in_each(_("Plan of the house"), self.languages),
                "width": sheet.width,
                "height": sheet.height,
                "items": [
                    _painting(canvas, {**body, "width": sheet.width, "height": sheet.height})
                ],
                "annotations": [
                    {
                        "id": f"{canvas}/objects",
                        "type": "AnnotationPage",
                        "label": in_each(_("Where objects stood"), self.languages),
                        "items": [self._standing(canvas, placed, sheet) for placed in placements],
                    }
                ],
            }
        ]
        return checked("Manifest", shape)

    def of_object(self, thing: MuseumObject) -> str:
        """The address of an object's manifest."""
        number = quote(thing.object_number.replace("/", "~"), safe="~")
        return f"{self.base}/iiif/object/{number}/manifest.json"

    def of_room(self, place: Place) -> str:
        """The address of a room's collection."""
        return f"{self.base}/iiif/room/{quote(place.key)}/collection.json"

    def of_state(self, state: DisplayState) -> str:
        """The address of a display state's manifest."""
        return f"{self.base}/iiif/state/{quote(state.key)}/manifest.json"

    def _document(self, kind: str, here: str, label: Shape) -> Shape:
        name = language_map(self.house.name)
        home = {"id": f"{self.base}/", "type": "Text", "label": name, "format": "text/html"}
        provider = {"id": f"{self.base}/", "type": "Agent", "label": name, "homepage": [home]}
        return {
            "@context": CONTEXT,
            "id": here,
            "type": kind,
            "label": label,
            "provider": [provider],
        }

    def _see_also(self) -> list[Shape]:
        label = in_each(_("The whole collection as files"), self.languages)
        address = f"{self.base}{dump_address(self.house.key)}"
        return [{"id": address, "type": "Dataset", "label": label, "format": "application/zip"}]

    def _facts(self, thing: MuseumObject) -> list[Shape]:
        facts = [(in_each(_("Object number"), self.languages), plain(thing.object_number))]
        if thing.kind:
            facts.append((in_each(_("Kind"), self.languages), language_map(thing.kind.label)))
        if thing.made:
            made = {code: [thing.made.in_words(code)] for code in self.languages}
            facts.append((in_each(_("Date"), self.languages), made))
        return [{"label": label, "value": value} for label, value in facts if value]

    def _credit(self, pictures: Sequence[Picture]) -> Shape:
        """Who is to be named; the house, where the pictures name nobody."""
        found: dict[str, list[str]] = {}
        for picture in pictures:
            for code, words in language_map(picture.credit).items():
                found.setdefault(code, [])
                found[code] += [one for one in words if one not in found[code]]
        value = found or language_map(self.house.name)
        return {"label": in_each(_("Credit"), self.languages), "value": value}

    def _canvas(self, canvas: str, picture: Picture, *, right: str) -> Shape:
        width, height = _size(picture)
        shape: Shape = {
            "id": canvas,
            "type": "Canvas",
            "label": language_map(picture.title) or plain(canvas.rpartition("/")[2]),
            "summary": language_map(picture.description),
            "width": width,
            "height": height,
        }
        if not shape["summary"]:
            del shape["summary"]
        if right:
            shape["rights"] = right
        body = self._body(picture, width, height)
        shape["thumbnail"] = [self._thumbnail(picture, body)]
        shape["items"] = [_painting(canvas, body)]
        return shape

    def _body(self, picture: Picture, width: int, height: int) -> Shape:
        body: Shape = {"type": "Image", "width": width, "height": height}
        if picture.kind == Picture.Kind.DRAWING:
            name = quote(picture.key.replace("/", "~"), safe="~")
            return {"id": f"{self.base}/iiif/drawing/{name}.png", "format": "image/png", **body}
        service = f"{self.base}{service_path(picture)}"
        body |= {"id": f"{service}/full/max/0/default.jpg", "format": "image/jpeg"}
        body["service"] = [{"id": service, "type": "ImageService3", "profile": "level2"}]
        return body

    def _thumbnail(self, picture: Picture, body: Shape) -> Shape:
        if picture.kind == Picture.Kind.DRAWING:
            return body
        width, height = sizes_of(picture)[0]
        address = f"{self.base}{service_path(picture)}/full/{width},{height}/0/default.jpg"
        return {**body, "id": address, "width": width, "height": height}

    def _standing(self, canvas: str, placed: Placement, sheet: Sheet) -> Shape:
        """Where one object stood: its name and, in words, how sure we are."""
        sure = in_each(Certainty(placed.certainty).label, self.languages)
        name: Text = placed.museum_object.name
        bodies = [
            {
                "type": "TextualBody",
                "language": code,
                "format": "text/plain",
                "value": f"{placed.museum_object.object_number} {name[code].words} ({sure[code][0]})",
            }
            for code in self.languages
            if name.has(code)
        ]
        box = ",".join(str(number) for number in box_of(placed, sheet))
        return {
            "id": f"{canvas}/objects/{placed.pk}",
            "type": "Annotation",
            "motivation": "describing",
            "body": bodies,
            "target": f"{canvas}#xywh={box}",
        }


def _size(picture: Picture) -> tuple[int, int]:
    if picture.kind == Picture.Kind.PHOTOGRAPH:
        return picture.width, picture.height
    width, height = picture.width or 1, picture.height or 1
    return DRAWING_WIDTH, max(1, round(height * DRAWING_WIDTH / width))


def _painting(canvas: str, body: Shape) -> Shape:
    return {
        "id": f"{canvas}/page",
        "type": "AnnotationPage",
        "items": [
            {
                "id": f"{canvas}/painting",
                "type": "Annotation",
                "motivation": "painting",
                "body": body,
                "target": canvas,
            }
        ],
    }


@cache
def _known() -> Any:
    import iiif_prezi3  # half a second, of which only whoever asks for a manifest knows

    return iiif_prezi3


def checked(kind: str, shape: Shape) -> Shape:
    """The document, once iiif-prezi3 has found that it keeps to the specification's shapes."""
    getattr(_known(), kind)(**{name: shape[name] for name in shape if name != "@context"})
    return shape
