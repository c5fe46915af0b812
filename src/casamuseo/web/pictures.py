"""Pictures in a page: the drawing's own SVG with its title and description, or copies of a photograph."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from casamuseo.media.copying import copies_name
from casamuseo.media.derivatives import address_of, sizes_of, whole_address
from casamuseo.media.models import Picture

_SHOWN_AS_TILE = "(min-width: 60rem) 20rem, 100vw"
_SHOWN_LARGE = "(min-width: 60rem) 36rem, 100vw"


def best_of(pictures: Iterable[Picture]) -> Picture | None:
    """The picture to show first: a public photograph where there is one, otherwise the first drawing."""
    ranked = sorted(
        (picture for picture in pictures if picture.is_public),
        key=lambda picture: (picture.kind == Picture.Kind.DRAWING, picture.order),
    )
    return ranked[0] if ranked else None


def image(picture: Picture, *, language: str, is_decorative: bool = False) -> Markup:
    """The image element: an inline SVG for a drawing, an `img` for a photograph.

    A decorative one is hidden from screen readers: the words beside it already say it all. A
    photograph that is not public is not shown.
    """
    if picture.kind == Picture.Kind.PHOTOGRAPH:
        return _photograph(picture, language=language, is_decorative=is_decorative)
    if is_decorative:
        opening, inside = (
            Markup('<svg class="drawing" aria-hidden="true" focusable="false"'),
            Markup(""),
        )
    else:
        name = "p-" + picture.key.replace("/", "-")
        opening = Markup('<svg class="drawing" role="img" aria-labelledby="{0}-t {0}-d"').format(
            name
        )
        inside = Markup('<title id="{0}-t">{1}</title><desc id="{0}-d">{2}</desc>').format(
            name, picture.title.words(language), picture.description.words(language)
        )
    head, separator, rest = picture.markup.partition(">")
    # The markup was checked element by element when it was taken in: casamuseo.media.drawings.
    return opening + Markup(head.removeprefix("<svg") + separator) + inside + Markup(rest)  # noqa: S704


def zoom_of(picture: Picture | None) -> dict[str, str]:
    """Where a photograph is looked at closely: the largest file, and the image service; else nothing."""
    if picture is None or picture.kind != Picture.Kind.PHOTOGRAPH or not picture.is_public:
        return {}
    return {
        "whole": whole_address(picture),
        "service": f"/iiif/3/{copies_name(picture)}/info.json",
    }


def _photograph(picture: Picture, *, language: str, is_decorative: bool) -> Markup:
    if not picture.is_public or not address_of(picture):
        return Markup("")
    widths = ", ".join(
        f"{address_of(picture, width=width)} {width}w" for width, _height in sizes_of(picture)
    )
    return Markup(
        '<img src="{}" srcset="{}" sizes="{}" alt="{}" width="{}" height="{}" loading="lazy"'
        ' decoding="async">'
    ).format(
        address_of(picture, width=960, kind="jpg"),
        widths,
        _SHOWN_AS_TILE if is_decorative else _SHOWN_LARGE,
        "" if is_decorative else picture.description.words(language),
        picture.width,
        picture.height,
    )
