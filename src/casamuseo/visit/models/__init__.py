"""The visit's tables: hours, capacity, prices, orders and tickets, till, gate, tours, programme."""

from casamuseo.visit.models.capacity import (
    BUCKET,
    Bucket,
    Claim,
    Hold,
    Resource,
    ledger_faults,
)
from casamuseo.visit.models.gate import Device, Scan, VisitCount
from casamuseo.visit.models.hours import OpeningException, OpeningRule
from casamuseo.visit.models.information import Approach, Neighbour, VisitNotes
from casamuseo.visit.models.orders import (
    Conflict,
    Order,
    OrderLine,
    Payment,
    Refund,
    Ticket,
)
from casamuseo.visit.models.prices import Price, PriceRule, SlotRule, Voucher
from casamuseo.visit.models.programme import Programme, ProgrammeSession
from casamuseo.visit.models.till import CashMovement, Drawer, Printing, Shift
from casamuseo.visit.models.tours import (
    Guide,
    GuideAssignment,
    GuideAvailability,
    TourFee,
    TourRequest,
)

__all__ = [
    "BUCKET",
    "Approach",
    "Bucket",
    "CashMovement",
    "Claim",
    "Conflict",
    "Device",
    "Drawer",
    "Guide",
    "GuideAssignment",
    "GuideAvailability",
    "Hold",
    "Neighbour",
    "OpeningException",
    "OpeningRule",
    "Order",
    "OrderLine",
    "Payment",
    "Price",
    "PriceRule",
    "Printing",
    "Programme",
    "ProgrammeSession",
    "Refund",
    "Resource",
    "Scan",
    "Shift",
    "SlotRule",
    "Ticket",
    "TourFee",
    "TourRequest",
    "VisitCount",
    "VisitNotes",
    "Voucher",
    "ledger_faults",
]
