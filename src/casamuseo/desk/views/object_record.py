"""An object's record: what it is, where it is, its history, and the sections that other topics add."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.collection.actions import cataloguing, numbering, registering
from casamuseo.collection.actions.provenance import provenance_of
from casamuseo.collection.actions.rights import has_expired
from casamuseo.collection.errors_objects import ObjectChangedMeanwhile
from casamuseo.collection.history import history_of
from casamuseo.collection.licences import called
from casamuseo.collection.locating import location_of
from casamuseo.collection.models import MuseumObject
from casamuseo.collection.terms import NumberKind, PersonRole
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_objects import (
    CatalogueForm,
    OtherNumberForm,
    PersonOfObjectForm,
    PhotographForm,
    RenumberForm,
    in_centimetres,
    refuse,
)
from casamuseo.desk.object_addresses import (
    object_address,
    object_or_404,
    text_address,
)
from casamuseo.desk.object_forms import answered, posted
from casamuseo.desk.object_parts import parts_of
from casamuseo.desk.object_pictures import thumbnail
from casamuseo.desk.object_tables import place_words
from casamuseo.desk.object_words import change_sentence, value_words
from casamuseo.desk.pages import desk_page, local, tell
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.texts import Text
from casamuseo.media.actions.receiving import receive_photograph
from casamuseo.media.models import Picture

CHANGES = 30
"""Rows of history on the page; the first registration is always among them."""


@allowed_to("see_collection", hides=True)
def museum_object(request: HttpRequest, number: str) -> HttpResponse:
    """The record of one object."""
    thing = object_or_404(number)
    at = clock.now()
    changes = list(history_of(thing)[: CHANGES + 1])
    return desk_page(
        request,
        "desk/object.html",
        title=str(thing.name),
        object=thing,
        own=lambda name, **parts: object_address(thing, name, **parts),
        location=location_of(thing),
        place_words=place_words,
        thumbnail=thumbnail,
        text_address=text_address,
        centimetres=in_centimetres,
        materials=list(thing.materials.all()),
        other_numbers=list(thing.other_numbers.all()),
        persons=list(thing.person_links.select_related("person")),
        pictures=list(thing.pictures.order_by("order", "key")),
        whole_parts=list(thing.parts.order_by("object_number").only("object_number", "name")[:50]),
        sentences=thing.passage.statements.count() if thing.passage else 0,
        rights=[
            (right, called(right.uri), has_expired(right, on=local(at).date()))
            for right in thing.rights.select_related("picture")
        ],
        provenance=provenance_of(thing),
        changes=changes[:CHANGES],
        has_more_changes=len(changes) > CHANGES,
        change_sentence=change_sentence,
        reasons=registering.reasons_against(thing),
        object_parts=list(parts_of(request, thing)),
    )


@allowed_to("keep_objects", hides=True)
def catalogue(request: HttpRequest, number: str) -> HttpResponse:
    """Write what the object is; whoever is late sees what the other has written."""
    thing = object_or_404(number)
    start = CatalogueForm.start(thing)
    form = CatalogueForm(posted(request), initial=start)
    others: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        by = member_of(request).login
        try:
            cataloguing.catalogue_object(
                thing,
                asked=form.asked(),
                seen=form.cleaned_data["version"],
                by=by,
                at=clock.now(),
            )
        except ObjectChangedMeanwhile as late:
            others = _written_by_the_other(form, late)
            form = CatalogueForm(_seen(request, late.version), initial=start)
            refuse(form, late)
        except Refusal as refused:
            refuse(form, refused)
        else:
            tell(request, _("This was saved."))
            return redirect(object_address(thing))
    return desk_page(
        request,
        "desk/object-catalogue.html",
        title=_("Catalogue %(number)s") % {"number": thing.object_number},
        object=thing,
        form=form,
        others=others,
        back=object_address(thing),
        status=422 if form.errors else 200,
    )


def _seen(request: HttpRequest, version: int) -> Any:
    """What was typed, with the version that its author has seen by now."""
    typed = request.POST.copy()
    typed["version"] = str(version)
    return typed


def _written_by_the_other(
    form: CatalogueForm, late: ObjectChangedMeanwhile
) -> list[tuple[str, str]]:
    """Label and words of each field in which what stands there now is not what was typed."""
    asked = form.asked()
    return [
        (str(form.fields[name].label), value_words(name, value))
        for name, value in late.stands.items()
        if getattr(asked, name) != value
    ]


@allowed_to("keep_objects", hides=True)
def renumber(request: HttpRequest, number: str) -> HttpResponse:
    """Give the object another number."""
    thing = object_or_404(number)
    return answered(
        request,
        thing,
        RenumberForm(posted(request), initial={"number": thing.object_number}),
        title=_("Change the number of %(number)s") % {"number": thing.object_number},
        act=lambda asked, **who: numbering.renumber(thing, asked["number"], **who),
    )


@allowed_to("keep_objects", hides=True)
def add_number(request: HttpRequest, number: str) -> HttpResponse:
    """Write down another number that the object has or had."""
    thing = object_or_404(number)
    return answered(
        request,
        thing,
        OtherNumberForm(posted(request)),
        title=_("Another number of %(number)s") % {"number": thing.object_number},
        act=lambda asked, **who: numbering.add_other_number(
            thing, asked["number"], kind=NumberKind(asked["kind"]), remark=asked["remark"], **who
        ),
    )


@allowed_to("keep_objects", hides=True)
@require_POST
def remove_number(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Strike another number out."""
    thing = object_or_404(number)
    other = get_object_or_404(thing.other_numbers, pk=row)
    numbering.remove_other_number(other, by=member_of(request).login, at=clock.now())
    return _saved(request, thing)


@allowed_to("keep_objects", hides=True)
def add_person(request: HttpRequest, number: str) -> HttpResponse:
    """Say what a person was to the object."""
    thing = object_or_404(number)
    return answered(
        request,
        thing,
        PersonOfObjectForm(posted(request)),
        title=_("A person of %(number)s") % {"number": thing.object_number},
        act=lambda asked, **who: cataloguing.add_person(
            thing, asked["person"], role=PersonRole(asked["role"]), **who
        ),
    )


@allowed_to("keep_objects", hides=True)
@require_POST
def remove_person(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Take back that a person was something to the object."""
    thing = object_or_404(number)
    link = get_object_or_404(thing.person_links, pk=row)
    cataloguing.remove_person(link, by=member_of(request).login, at=clock.now())
    return _saved(request, thing)


@allowed_to("keep_pictures", hides=True)
def add_picture(request: HttpRequest, number: str) -> HttpResponse:
    """Take in one more photograph of the object."""
    thing = object_or_404(number)

    def receive(asked: dict[str, Any], **who: Any) -> None:
        picture = receive_photograph(
            asked["photograph"],
            name=asked["photograph"].name,
            title=thing.name,
            description=Text(),
            credit=Text(),
            is_withheld=False,
            **who,
        )
        cataloguing.add_picture(thing, picture, **who)

    return answered(
        request,
        thing,
        PhotographForm(posted(request), request.FILES or None),
        title=_("A photograph of %(number)s") % {"number": thing.object_number},
        act=receive,
    )


@allowed_to("keep_pictures", hides=True)
@require_POST
def remove_picture(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Take a picture away from the object."""
    thing = object_or_404(number)
    picture: Picture = get_object_or_404(thing.pictures, pk=row)
    cataloguing.remove_picture(thing, picture, by=member_of(request).login, at=clock.now())
    return _saved(request, thing)


@allowed_to("keep_objects", hides=True)
@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Show the object on the website."""
    thing = object_or_404(number)
    try:
        registering.publish_object(thing, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    else:
        tell(request, _("It stands on the website now."))
    return redirect(object_address(thing))


@allowed_to("keep_objects", hides=True)
@require_POST
def hide(request: HttpRequest, number: str) -> HttpResponse:
    """Take the object off the website."""
    thing = object_or_404(number)
    registering.hide_object(thing, by=member_of(request).login, at=clock.now())
    tell(request, _("It is off the website, out of the search and out of the open data."))
    return redirect(object_address(thing))


@allowed_to("keep_objects", hides=True)
@require_POST
def delete(request: HttpRequest, number: str) -> HttpResponse:
    """Strike the object out of the register, if nothing needs it."""
    thing = object_or_404(number)
    try:
        registering.delete_object(thing, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect(object_address(thing))
    tell(request, _("%(number)s is deleted.") % {"number": thing.object_number})
    return redirect("desk:objects")


@allowed_to("write_texts", hides=True)
@require_POST
def begin_text(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the text about the object, and go to it."""
    thing = object_or_404(number)
    passage = cataloguing.begin_text(thing, by=member_of(request).login, at=clock.now())
    return redirect("desk:text", key=passage.pk)


def _saved(request: HttpRequest, thing: MuseumObject) -> HttpResponse:
    tell(request, _("This was saved."))
    return redirect(object_address(thing))
