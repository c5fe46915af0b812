"""Pictures and what they show: described, limited, withheld, put with objects and places, removed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from casamuseo.collection.errors_pictures import PictureChanged, PictureNeeded
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.media.copying import copies_name, copies_of, forget_copies
from casamuseo.media.masters import forget_master
from casamuseo.media.models import FixityCheck, Picture
from casamuseo.media.publishing import settle_picture

KIND = "media.picture"
Owner = MuseumObject | Place


@dataclass(frozen=True, slots=True)
class PictureAsked:
    """What somebody writes of a picture."""

    title: Text
    description: Text
    credit: Text
    is_withheld: bool
    longest_side: int | None
    """Pixels; None is no limit."""


def fingerprint(picture: Picture) -> str:
    """What a form saw of the picture: another, once somebody has written something else."""
    shown = [picture.title.to_json(), picture.description.to_json(), picture.credit.to_json()]
    seen = json.dumps([*shown, picture.is_withheld, picture.longest_side], sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def describe_picture(
    picture: Picture,
    *,
    asked: PictureAsked,
    seen: str,
    languages: Sequence[str],
    by: str,
    at: datetime,
) -> None:
    """Write what a picture shows, who made it, and how far it may go.

    Another limit needs other copies: until they are made, the picture is not public. Refuses with
    PictureChanged.
    """
    with writing():
        now = Picture.objects.select_for_update().get(pk=picture.pk)
        if fingerprint(now) != seen:
            raise PictureChanged(now.key)
        before = {name: getattr(now, name) for name in PictureAsked.__slots__}
        changed = [name for name in before if getattr(asked, name) != before[name]]
        if not changed:
            return
        for name in changed:
            setattr(now, name, getattr(asked, name))
        is_queued = "longest_side" in changed and _queued(now)
        now.save(update_fields=[*changed, *(("state", "problem") if is_queued else ())])
        _note(now, "describe_picture", by=by, at=at, changed=changed)
        if not settle_picture(now, languages=languages, by=by, at=at) and now.is_public:
            Edition.rise()


def _queued(picture: Picture) -> bool:
    """Put a photograph in line for the copies of its new limit, unless they are there already."""
    copies = copies_of(picture) if picture.kind == Picture.Kind.PHOTOGRAPH else None
    if picture.kind != Picture.Kind.PHOTOGRAPH:
        return False
    picture.state, picture.problem = Picture.State.WAITING, ""
    if copies is not None:
        picture.state = Picture.State.READY
        picture.width, picture.height = copies.width, copies.height
        Picture.objects.filter(pk=picture.pk).update(width=copies.width, height=copies.height)
    return True


def attach_picture(picture: Picture, *, to: Owner, by: str, at: datetime) -> None:
    """Put a picture with an object or a place that it shows, after those that are there."""
    with writing():
        if to.pictures.filter(pk=picture.pk).exists():
            return
        to.pictures.add(picture)
        _arrange([*_others(to, picture), picture])
        _linked("add_picture", picture, to, by=by, at=at)


def detach_picture(picture: Picture, *, of: Owner, by: str, at: datetime) -> None:
    """Take a picture away from an object or a place; the picture itself stays."""
    with writing():
        if of.pictures.filter(pk=picture.pk).exists():
            of.pictures.remove(picture)
            _linked("remove_picture", picture, of, by=by, at=at)


def show_first(picture: Picture, *, of: Owner, by: str, at: datetime) -> None:
    """Let a picture be the one that stands for an object or a place."""
    with writing():
        if of.pictures.filter(pk=picture.pk).exists():
            _arrange([picture, *_others(of, picture)])
            _linked("show_picture_first", picture, of, by=by, at=at)


def _others(owner: Owner, picture: Picture) -> list[Picture]:
    return list(owner.pictures.exclude(pk=picture.pk).order_by("order", "key"))


def _arrange(pictures: list[Picture]) -> None:
    """Give the pictures rising numbers, beginning with the lowest that one of them has."""
    number = min(picture.order for picture in pictures)
    for picture in pictures:
        if picture.order != number:
            Picture.objects.filter(pk=picture.pk).update(order=number)
        number += 1


def owners_of(pictures: Iterable[Picture]) -> dict[int, list[Owner]]:
    """The objects and places that each picture is with, by its primary key; two queries in all."""
    wanted = [picture.pk for picture in pictures]
    found: dict[int, list[Owner]] = {pk: [] for pk in wanted}
    things = MuseumObject.pictures.through.objects.filter(picture__in=wanted).order_by("pk")
    places = Place.pictures.through.objects.filter(picture__in=wanted).order_by("pk")
    for thing in things.select_related("museumobject"):
        found[thing.picture_id].append(thing.museumobject)
    for place in places.select_related("place"):
        found[place.picture_id].append(place.place)
    return found


def remove_picture(picture: Picture, *, by: str, at: datetime) -> None:
    """Remove a picture, its copies, and its master if no other picture has the same.

    Refuses with PictureNeeded while anything shows or cites it.
    """
    with writing():
        needed = _needed_by(picture)
        if needed:
            raise PictureNeeded(picture.key, by=needed)
        name, digest = copies_name(picture), picture.digest
        key, is_public = picture.key, picture.is_public
        facts = {"sha256": digest, "name": picture.original_name}
        Picture.objects.filter(pk=picture.pk).delete()
        Change.objects.create(
            at=at, actor=by, action="remove_picture_for_good", kind=KIND, key=key, facts=facts
        )
        if digest and not Picture.objects.filter(digest=digest).exists():
            suffix = picture.stored_name.rpartition(".")[2]
            # Files go once the row is gone for good: a power cut leaves a file, never a hole.
            transaction.on_commit(lambda: forget_master(digest, suffix))
            transaction.on_commit(lambda: forget_copies(name))
        if is_public:
            Edition.rise()


def _needed_by(picture: Picture) -> list[str]:
    """What shows or cites it, by name: every relation to pictures that the models declare."""
    named = {
        "collection.museumobject": _("an object"),
        "house.place": _("a place"),
        "story.story": _("a story"),
        "collection.conditionpicture": _("a condition check"),
        "collection.right": _("a right"),
    }
    found: list[str] = []
    for relation in Picture._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel | models.ManyToManyRel):
            continue
        model = relation.related_model
        if not isinstance(model, type) or model is FixityCheck or model._meta.auto_created:
            continue
        if model._base_manager.filter(**{relation.field.name: picture}).exists():
            found.append(named.get(model._meta.label_lower, str(model._meta.verbose_name)))
    return sorted(set(found))


def _linked(action: str, picture: Picture, owner: Owner, *, by: str, at: datetime) -> None:
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind=owner._meta.label_lower,
        key=owner.key,
        facts={"picture": picture.key},
    )
    if picture.is_public:
        Edition.rise()


def _note(picture: Picture, action: str, *, by: str, at: datetime, changed: Sequence[str]) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind=KIND, key=picture.key, facts={"changed": list(changed)}
    )
