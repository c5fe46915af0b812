"""Refusals about pictures."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class PictureChanged(Refusal):
    """Somebody else has written about the picture since the page was opened."""

    code = "picture-changed"

    def __init__(self, key: str) -> None:
        super().__init__(
            _(
                "Somebody else has changed this picture since you opened it. What you typed is still "
                "here: compare it with the picture as it stands, and save again."
            ),
            key=key,
        )


class PictureNeeded(Refusal):
    """Something still shows or cites the picture."""

    code = "picture-needed"

    def __init__(self, key: str, *, by: list[str]) -> None:
        super().__init__(
            _("The picture is still needed: %(what)s. Take it away there first.")
            % {"what": ", ".join(by)},
            key=key,
            by=by,
        )
