"""Refusals of the object desk, each with a code; `str()` is the sentence for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casamuseo.kernel.errors import Refusal


class ObjectRefusal(Refusal):
    """The root of these refusals; `field` is the name of what was wrong, "" where it is the whole."""

    field = ""


class NumberBelongsToAnother(ObjectRefusal):
    """An object number names one object, whatever its capitals."""

    code = "number-belongs-to-another"
    field = "number"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("Another object already has the number “%(number)s”. Please choose another one.")
            % {"number": number},
            number=number,
        )


class NumberIsKnown(ObjectRefusal):
    """An object has another number of one kind once."""

    code = "number-is-known"
    field = "number"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("“%(number)s” already stands among the other numbers of this object.")
            % {"number": number},
            number=number,
        )


class ObjectChangedMeanwhile(ObjectRefusal):
    """Somebody else saved the object after it was read; `stands` says what is there now."""

    code = "object-changed-meanwhile"

    def __init__(self, stands: Mapping[str, Any], *, version: int) -> None:
        super().__init__(
            _(
                "Somebody else changed this object while you were writing. What you typed is still "
                "here, and below it stands what the other person saved. Saving again keeps yours."
            )
        )
        self.stands = stands
        self.version = version


class PartOfItself(ObjectRefusal):
    """An object cannot be a part of itself, nor of one of its own parts."""

    code = "part-of-itself"
    field = "part_of"

    def __init__(self) -> None:
        super().__init__(_("An object cannot be a part of itself or of one of its own parts."))


class NotFitForThePublic(ObjectRefusal):
    """What keeps an object from the website, as sentences."""

    code = "not-fit-for-the-public"

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons), reasons=list(reasons))
        self.reasons = list(reasons)


class StillNeeded(ObjectRefusal):
    """Something else in the house rests on the object; `facts` has how many of each."""

    code = "still-needed"

    def __init__(self, needed: Mapping[str, int]) -> None:
        words = ", ".join(_counted(label, count) for label, count in needed.items())
        super().__init__(
            _(
                "It cannot be deleted, since other records need it: %(records)s. Take it off the "
                "website instead, and say why in its note."
            )
            % {"records": words},
            **dict(needed),
        )


class UnknownLicence(ObjectRefusal):
    """A right is said with an address of RightsStatements.org or Creative Commons."""

    code = "unknown-licence"
    field = "uri"

    def __init__(self, uri: str) -> None:
        super().__init__(
            _("“%(uri)s” is no statement of RightsStatements.org or Creative Commons.")
            % {"uri": uri[:80]},
            uri=uri,
        )


class RightEndsBeforeItBegins(ObjectRefusal):
    """A right expires on or after the day on which it begins."""

    code = "right-ends-before-it-begins"
    field = "expires_on"

    def __init__(self) -> None:
        super().__init__(_("It expires before it begins. Please look at the two days."))


class PhotographNotOfObject(ObjectRefusal):
    """A right in a photograph names a photograph of this object, and no other right names any."""

    code = "photograph-not-of-object"
    field = "picture"

    def __init__(self) -> None:
        super().__init__(_("Only a right in a photograph of this object names a photograph."))


class SeveralAgents(ObjectRefusal):
    """A step of the provenance is of one person, one body, or somebody without a record."""

    code = "several-agents"

    def __init__(self) -> None:
        super().__init__(
            _("Please name one only: a person, an institution, or somebody in your own words.")
        )


class DateNotRead(ObjectRefusal):
    """The words are no date that can be read; they may be kept as written all the same."""

    code = "date-not-read"

    def __init__(self, words: str, *, field: str) -> None:
        super().__init__(
            _(
                "“%(words)s” cannot be read as a date. Write for example 1938, “hacia 1937”, "
                "“20 de agosto de 1940” or “before 1940”, or say that it is to be kept as it stands."
            )
            % {"words": words[:60]},
            words=words,
        )
        self.field = field


class UnknownAim(ObjectRefusal):
    """A plan aims at one of the gaps that records can have."""

    code = "unknown-aim"
    field = "aim"

    def __init__(self, aim: str) -> None:
        super().__init__(_("There is no such gap: “%(aim)s”.") % {"aim": aim[:40]}, aim=aim)


class PlanIsClosed(ObjectRefusal):
    """A plan is closed once."""

    code = "plan-is-closed"

    def __init__(self) -> None:
        super().__init__(_("Somebody has closed this plan meanwhile."))


NEEDING: Mapping[str, Promise] = {
    "collection.acquisition": gettext_lazy("acquisitions"),
    "collection.auditline": gettext_lazy("audits"),
    "collection.conditioncheck": gettext_lazy("condition checks"),
    "collection.damage": gettext_lazy("reports of damage"),
    "collection.entryitem": gettext_lazy("object entries"),
    "collection.loanitem": gettext_lazy("loans"),
    "collection.movement": gettext_lazy("movements"),
    "collection.museumobject": gettext_lazy("objects that are parts of it"),
    "collection.objectexit": gettext_lazy("object exits"),
    "collection.placement": gettext_lazy("placements in a display state"),
    "collection.treatment": gettext_lazy("treatments"),
    "sources.statement": gettext_lazy("sentences about it"),
    "story.exhibition": gettext_lazy("exhibitions"),
    "story.guidestop": gettext_lazy("stops of the guide"),
    "story.happening": gettext_lazy("happenings"),
    "story.printedlabel": gettext_lazy("printed labels"),
    "story.story": gettext_lazy("stories"),
}
"""What may need an object, by the label of the model."""


def _counted(label: str, count: int) -> str:
    return f"{NEEDING.get(label, label)} ({count})"
