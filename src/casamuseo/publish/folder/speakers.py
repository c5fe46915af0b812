"""Who speaks which passage: topics of the house, portraits; and what belongs to nobody."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.house.models import House, HousePassage
from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.showing import owner_of
from casamuseo.story.models import Portrait

_PORTRAYED = {"persons": "person_id", "corporate-bodies": "corporate_body_id"}
UNATTACHED = "photographs"
"""The kind of those received at the desk: records name them, their keys name no record."""
_OWNERS = (
    "places",
    "objects",
    "persons",
    "corporate-bodies",
    "stories",
    "happenings",
    "journeys",
    "guide",
    "exhibitions",
    "display-states",
)


def link_topics(house: House | None, load: Load) -> None:
    """Let the house speak `house/about` and the like."""
    wanted = {
        key.partition("/")[2]: row
        for key, row in load.names.ids.get("passages", {}).items()
        if key.startswith("house/") and key.count("/") == 1
    }
    for topic in wanted:
        load.passage_row(f"house/{topic}")
    if house is None or not load.is_writing:
        return
    standing = {one.topic: one for one in HousePassage.objects.filter(house=house)}
    for topic, row in wanted.items():
        if topic not in standing:
            HousePassage.objects.create(house=house, topic=topic, passage_id=row)
    HousePassage.objects.filter(house=house).exclude(topic__in=wanted).delete()


def link_portraits(load: Load) -> None:
    """Let persons and corporate bodies have their portraits."""
    for kind, attr in _PORTRAYED.items():
        rows = load.names.ids.get(kind, {})
        wanted = {row: load.passage_row(f"{kind}/{key}") for key, row in rows.items()}
        if not load.is_writing:
            continue
        portraits = Portrait.objects.exclude(**{attr: None})
        standing = dict(portraits.values_list(attr, "passage_id"))
        Portrait.objects.bulk_create(
            Portrait(**{attr: row}, passage_id=passage)
            for row, passage in wanted.items()
            if passage and row not in standing
        )
        gone = [row for row in standing if not wanted.get(row)]
        portraits.filter(**{f"{attr}__in": gone}).delete()


def refuse_unspoken(load: Load) -> None:
    """Note a problem for every passage whose key names no record."""
    for key, where in load.unspoken.items():
        load.add(*where, _("no record of the house speaks the passage “%(key)s”") % {"key": key})


def refuse_orphaned_pictures(load: Load) -> None:
    """Note a problem for every picture whose key names no record."""
    for key, where in load.shown_at.items():
        owner, _number = owner_of(key)
        kind, _slash, name = owner.partition("/")
        if kind in ("house", UNATTACHED) or (kind in _OWNERS and load.names.knows(kind, name)):
            continue
        load.add(*where, _("no record of the house shows the picture “%(key)s”") % {"key": key})
