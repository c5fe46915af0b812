"""Photographs as they come in: looked at, kept bit for bit, and put in line for their copies."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import IO

from django.utils.translation import gettext as _

from casamuseo.kernel.models import Change
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.media.masters import store_master
from casamuseo.media.models import Picture
from casamuseo.media.photographs import LARGEST_MASTER, measure

KIND = "media.picture"
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_LONGEST_NAME = 200


def receive_photograph(
    content: bytes | IO[bytes],
    *,
    name: str,
    title: Text,
    description: Text,
    credit: Text,
    is_withheld: bool,
    by: str,
    at: datetime,
) -> Picture:
    """Take in a photograph. `name` is what its owner called the file: a label and never a path.

    The master is on the disk before the picture is in the database: a power cut leaves at most a
    file of which nobody knows, and the doctor names it. Raises UnfitPhotograph.
    """
    whole = content if isinstance(content, bytes) else content.read(LARGEST_MASTER + 1)
    photograph = measure(whole)
    digest = store_master(whole, suffix=photograph.suffix)
    token = secrets.token_hex(8)
    with writing():
        picture = Picture.objects.create(
            key=f"photographs/p{token}",
            kind=Picture.Kind.PHOTOGRAPH,
            file=f"pictures/photographs/p{token}.{photograph.suffix}",
            digest=digest,
            size=len(whole),
            original_name=label_of(name),
            state=Picture.State.WAITING,
            is_public=False,
            is_withheld=is_withheld,
            received_at=at,
            received_by=by,
            width=photograph.width,
            height=photograph.height,
            title=title,
            description=description,
            credit=credit,
        )
        Change.objects.create(
            at=at,
            actor=by,
            action="receive_photograph",
            kind=KIND,
            key=picture.key,
            facts={"sha256": digest, "bytes": len(whole), "name": picture.original_name},
        )
    return picture


def label_of(name: str) -> str:
    """A file's name as a label: its last part, without characters that cannot be seen."""
    last = re.split(r"[/\\]", name)[-1]
    return _UNSPEAKABLE.sub("", last).strip(" .")[:_LONGEST_NAME] or _("unnamed")
