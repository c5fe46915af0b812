"""Pictures in a page: the drawing's own SVG with its title and description, or the photograph."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from casamuseo.media.models import Picture


def best_of(pictures: Iterable[Picture]) -> Picture | None:
    """The picture to show first: a photograph where there is one, otherwise the first drawing."""
    ranked = sorted(
        pictures, key=lambda picture: (picture.kind == Picture.Kind.DRAWING, picture.order)
    )
    return ranked[0] if ranked else None


def image(picture: Picture, *, language: str, is_decorative: bool = False) -> Markup:
    """The image element: an inline SVG for a drawing, an `img` for a photograph.

    A decorative one is hidden from screen readers: the words beside it already say it all.
    """
    if picture.kind == Picture.Kind.PHOTOGRAPH:
        alt = "" if is_decorative else picture.description.words(language)
        return Markup(
            '<img src="/media/{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">'
        ).format(picture.stored_name, alt, picture.width, picture.height)
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
