"""The collection's tables: objects, where they are and stood, and the procedures of Spectrum."""

from casamuseo.collection.models.audits import Audit, AuditLine
from casamuseo.collection.models.condition import (
    ConditionCheck,
    ConditionMark,
    ConditionPicture,
    Damage,
    Treatment,
)
from casamuseo.collection.models.display import DisplayState, Placement
from casamuseo.collection.models.environment import ClimateLimit, Reading, Sensor
from casamuseo.collection.models.imports import ImportedRow, ImportRun
from casamuseo.collection.models.loans import Loan, LoanItem
from casamuseo.collection.models.movements import Movement, Whereabouts
from casamuseo.collection.models.objects import MuseumObject, ObjectPerson, OtherNumber
from casamuseo.collection.models.planning import DocumentationPlan
from casamuseo.collection.models.procedures import Acquisition, EntryItem, ObjectEntry, ObjectExit
from casamuseo.collection.models.rights import CustodyEvent, Right

__all__ = [
    "Acquisition",
    "Audit",
    "AuditLine",
    "ClimateLimit",
    "ConditionCheck",
    "ConditionMark",
    "ConditionPicture",
    "CustodyEvent",
    "Damage",
    "DisplayState",
    "DocumentationPlan",
    "EntryItem",
    "ImportRun",
    "ImportedRow",
    "Loan",
    "LoanItem",
    "Movement",
    "MuseumObject",
    "ObjectEntry",
    "ObjectExit",
    "ObjectPerson",
    "OtherNumber",
    "Placement",
    "Reading",
    "Right",
    "Sensor",
    "Treatment",
    "Whereabouts",
]
