"""What a tour costs: the fee for each group, and admission for all but the teachers who come free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casamuseo.kernel.texts import Text
from casamuseo.visit.models import OrderLine, TourFee, TourRequest
from casamuseo.visit.money import cents
from casamuseo.visit.pricing import Quote
from casamuseo.visit.rules import day_of, price_list

FEE = "tour"
"""The category of the line that is a fee and nobody who comes in."""
GUIDED = Text.of(es="Visita guiada", en="Guided tour")
AGREED = Text.of(es="Visita guiada, precio acordado", en="Guided tour, price agreed")
TEACHERS = Text.of(es="Docentes que acompañan al grupo", en="Teachers with the group")


@dataclass(frozen=True, slots=True)
class TourPrice:
    """A tour's price and of what it is made."""

    groups: int
    group_cents: int
    """The fee for each group."""
    paying: int
    teachers: int
    """Those who come free."""
    admission: Quote | None
    """What each who pays, pays to come in; None where the fee covers it."""
    tax_code: str = ""
    name: Text = GUIDED

    @property
    def fee_cents(self) -> int:
        return self.groups * self.group_cents

    @property
    def admission_cents(self) -> int:
        return self.paying * self.admission.unit_cents if self.admission else 0

    @property
    def total_cents(self) -> int:
        return self.fee_cents + self.admission_cents

    def lines(self) -> list[OrderLine]:
        """The lines of the order for it; not saved, and of no order yet."""
        lines = [
            OrderLine(
                category=FEE,
                name=self.name,
                quantity=self.groups,
                unit_cents=self.group_cents,
                tax_code=self.tax_code,
            )
        ]
        if self.admission is None:
            return lines
        if self.paying:
            lines.append(_admission_line(self.admission, self.paying))
        if self.teachers:
            lines.append(
                OrderLine(category="teacher", name=TEACHERS, quantity=self.teachers, unit_cents=0)
            )
        return lines


def fee_for(kind: str, *, people: int) -> TourFee | None:
    """The fee for such a group, where the house has one."""
    fees = TourFee.objects.select_related("admission")
    return fees.filter(kind=kind, group_min__lte=people).order_by("order", "key").first()


def price_by(fee: TourFee, *, people: int, teachers: int, day: date) -> TourPrice:
    """The price on the list. One teacher comes free for every so many who are not teachers."""
    free = min(teachers, (people - teachers) // fee.free_every) if fee.free_every else 0
    admission = price_list().quote(fee.admission.key, day=day) if fee.admission else None
    return TourPrice(
        groups=-(-people // fee.group_max),
        group_cents=cents(fee.amount),
        paying=people - free,
        teachers=free,
        admission=admission,
        tax_code=fee.tax_code,
    )


def price_of_tour(tour: TourRequest) -> TourPrice | None:
    """The price that was quoted: by the list, or as it was agreed; None before any was."""
    if tour.quote_cents is None:
        return None
    listed = listed_price(tour, people=tour.people, teachers=tour.teachers)
    if listed is not None and listed.total_cents == tour.quote_cents:
        return listed
    return TourPrice(
        groups=1,
        group_cents=tour.quote_cents,
        paying=tour.people,
        teachers=0,
        admission=None,
        tax_code=tour.fee.tax_code if tour.fee else "",
        name=AGREED,
    )


def listed_price(tour: TourRequest, *, people: int, teachers: int) -> TourPrice | None:
    """What the tour's fee makes for so many; None where it has no fee."""
    if tour.fee is None:
        return None
    return price_by(tour.fee, people=people, teachers=teachers, day=day_of(tour.starts_at))


def _admission_line(quote: Quote, quantity: int) -> OrderLine:
    return OrderLine(
        price=quote.price,
        category=quote.price.key,
        name=quote.price.category,
        quantity=quantity,
        unit_cents=quote.unit_cents,
        reason=quote.reason,
        proof=quote.proof,
        tax_code=quote.price.tax_code,
    )
