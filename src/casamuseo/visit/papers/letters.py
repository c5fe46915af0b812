"""The letters of a visit: each as subject, plain text and HTML for `kernel.letters.write_letter`."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.visit.papers import words
from casamuseo.visit.papers.facts import Booking, House, Ticket, Tour
from casamuseo.visit.papers.layout import Facts, LetterParts, Link, Listing, laid_out

LIKE_AN_ADDRESS = re.compile(r"[/:@\\]|\.\w")


def order_confirmed(ticket: Ticket, *, language: str) -> LetterParts:
    """The visit is booked, paid or free, and here is the ticket."""
    booking = ticket.booking
    with translation.override(language):
        return laid_out(
            _subject(_("Your ticket for %(day)s"), booking.house, booking.day),
            _greeting(booking.name),
            _("Your visit is booked and your ticket is ready."),
            Facts((*_admission(ticket), _payment(booking))),
            Link(_("See the ticket"), booking.url),
            _how_to_show_it(),
            _how_to_change(),
            *_preparations(booking),
            house=booking.house,
        )


def order_reserved(
    ticket: Ticket, *, language: str, kept_until: datetime | None = None
) -> LetterParts:
    """The places are kept; the party pays at the door, by `kept_until` where that is given."""
    booking = ticket.booking
    with translation.override(language):
        kept = _("Your places are reserved. You pay when you arrive.")
        if kept_until:
            kept += " " + _(
                "Please be at the door by %(time)s: after that we may give the places to others."
            ) % {"time": words.clock(kept_until, booking.house)}
        return laid_out(
            _subject(_("Your reservation for %(day)s"), booking.house, booking.day),
            _greeting(booking.name),
            kept,
            Facts((*_admission(ticket), _payment(booking))),
            Link(_("See the ticket"), booking.url),
            _how_to_show_it(),
            _how_to_change(),
            *_preparations(booking),
            house=booking.house,
        )


def order_moved(ticket: Ticket, *, before: Booking, language: str) -> LetterParts:
    """The visit is at another time, with a new ticket; the one from before no longer admits."""
    booking = ticket.booking
    with translation.override(language):
        return laid_out(
            _subject(_("Your visit is now on %(day)s"), booking.house, booking.day),
            _greeting(booking.name),
            _("Your visit has been moved. This is when we expect you now."),
            Facts(
                (
                    *_admission(ticket),
                    (_("Until now"), f"{words.full_day(before.day)}, {words.hours(before)}"),
                    _payment(booking),
                )
            ),
            Link(_("See the new ticket"), booking.url),
            _("The ticket for the earlier time no longer admits anybody. Please use the new one."),
            *_preparations(booking),
            house=booking.house,
        )


def order_fewer(ticket: Ticket, *, before_party: int, language: str) -> LetterParts:
    """Fewer people come than were booked, with a new ticket; the one from before no longer admits."""
    booking = ticket.booking
    with translation.override(language):
        return laid_out(
            _subject(_("Your new ticket for %(day)s"), booking.house, booking.day),
            _greeting(booking.name),
            _("Your visit stands, for fewer people than before."),
            Facts(
                (
                    *_admission(ticket),
                    (_("Until now"), words.people(before_party)),
                    _payment(booking),
                )
            ),
            Link(_("See the new ticket"), booking.url),
            _("The ticket from before no longer admits anybody. Please use the new one."),
            *_preparations(booking),
            house=booking.house,
        )


def order_cancelled(
    booking: Booking, *, language: str, refunded_cents: int = 0, note: str = ""
) -> LetterParts:
    """The visit will not be; with what is given back, and what the staff adds."""
    with translation.override(language):
        refund = _("Nothing had been paid, so there is nothing to give back.")
        if booking.paid_cents:
            refund = _("No money is given back.")
        if refunded_cents:
            refund = _("We are giving back %(amount)s, in the way in which it was paid.") % {
                "amount": words.money(refunded_cents, booking.house.currency)
            }
        return laid_out(
            _subject(_("Your visit on %(day)s is cancelled"), booking.house, booking.day),
            _greeting(booking.name),
            _("Your visit is cancelled. Its ticket no longer admits anybody."),
            Facts(_visit(booking)),
            refund,
            note,
            _("We hope to see you on another day."),
            house=booking.house,
        )


def order_unplaced(
    booking: Booking, *, language: str, answer_by: datetime | None = None
) -> LetterParts:
    """The money came when the places were gone: another time or the money back, and no ticket."""
    with translation.override(language):
        paid = words.money(booking.paid_cents, booking.house.currency)
        return laid_out(
            _subject(_("No room on %(day)s: please choose"), booking.house, booking.day),
            _greeting(booking.name),
            _(
                "We have received your payment of %(amount)s. It came when the reservation had run "
                "out and others had taken the places, so we have no room for you at this time:"
            )
            % {"amount": paid},
            Facts(_visit(booking)),
            _("You do not have a ticket. We are sorry, and you decide what happens now:"),
            Listing(
                (
                    _("another time, for the same money;"),
                    _("or all of your money back."),
                )
            ),
            Link(_("Choose another time or your money back"), booking.url),
            _unless_answered(booking, answer_by) if answer_by else "",
            house=booking.house,
        )


def opening_conflict(booking: Booking, *, language: str, reason: str = "") -> LetterParts:
    """The house will not be open when the party meant to come: another day, or the money back."""
    with translation.override(language):
        choices = [_("another day or time, at no extra cost;")]
        choices.append(
            _("or all of your money back.") if booking.paid_cents else _("or cancel your visit.")
        )
        return laid_out(
            _subject(_("Closed on %(day)s: please choose another day"), booking.house, booking.day),
            _greeting(booking.name),
            _("The house will not be open at the time for which you have booked."),
            Facts((*_visit(booking), *(((_("Reason"), reason),) if reason else ()))),
            _("We are sorry. You decide what happens now:"),
            Listing(tuple(choices)),
            Link(_("Choose on the page of your order"), booking.url),
            house=booking.house,
        )


def tour_quoted(tour: Tour, *, language: str, valid_until: datetime, note: str = "") -> LetterParts:
    """What the tour would cost, and until when the room and the guide are kept for it."""
    with translation.override(language):
        until = {
            "day": words.full_day(valid_until.astimezone(tour.house.zone).date()),
            "time": words.clock(valid_until, tour.house),
        }
        return laid_out(
            _tour_subject(_("Our offer for a guided tour on %(day)s"), tour),
            _greeting(tour.group),
            _("Thank you for asking for a guided tour. This is what we can offer you."),
            note,
            Facts((*_tour(tour), *_fees(tour))),
            _("We keep this time for you until %(day)s at %(time)s. To accept, use this page:")
            % until,
            Link(_("See the offer and accept it"), tour.url),
            _("If another time suits you better, answer this letter."),
            house=tour.house,
        )


def tour_confirmed(tour: Tour, *, language: str) -> LetterParts:
    """The tour will be; and until when the number of people may change."""
    with translation.override(language):
        count = ""
        if tour.final_count_on:
            count = _(
                "If more or fewer of you are coming, tell us by %(day)s on the page of the tour."
            ) % {"day": words.full_day(tour.final_count_on)}
        return laid_out(
            _tour_subject(_("Your guided tour on %(day)s is confirmed"), tour),
            _greeting(tour.group),
            _("Your guided tour is confirmed. We look forward to your visit."),
            Facts((*_tour(tour), *_fees(tour))),
            Link(_("The page of the tour"), tour.url),
            count,
            _("Please arrive ten minutes before it begins."),
            house=tour.house,
        )


def tour_cancelled(tour: Tour, *, language: str, reason: str = "") -> LetterParts:
    """The tour will not be."""
    with translation.override(language):
        return laid_out(
            _tour_subject(_("Your guided tour on %(day)s is cancelled"), tour),
            _greeting(tour.group),
            _("Your guided tour is cancelled."),
            Facts((*_tour(tour), *(((_("Reason"), reason),) if reason else ()))),
            _("To agree on another time, answer this letter."),
            house=tour.house,
        )


def tour_guide_changed(tour: Tour, *, language: str) -> LetterParts:
    """Somebody else guides; all the rest stays."""
    with translation.override(language):
        return laid_out(
            _tour_subject(_("Another guide for your tour on %(day)s"), tour),
            _greeting(tour.group),
            _("Another guide will receive you. Nothing else about your tour has changed."),
            Facts(_tour(tour)),
            Link(_("The page of the tour"), tour.url),
            house=tour.house,
        )


def _subject(sentence: str, house: House, day: date) -> str:
    """The sentence with its day, and the house's name."""
    return f"{sentence % {'day': words.short_day(day)}} · {house.name}"


def _tour_subject(sentence: str, tour: Tour) -> str:
    return _subject(sentence, tour.house, tour.starts_at.astimezone(tour.house.zone).date())


def _greeting(name: str) -> str:
    """By name, unless the name is an address: our letters carry nobody's advertisement."""
    name = words.one_line(name, limit=80)
    if not name or LIKE_AN_ADDRESS.search(name):
        return _("Good day,")
    return _("Dear %(name)s,") % {"name": name}


def _visit(booking: Booking) -> tuple[tuple[str, str], ...]:
    return (
        (_("What"), booking.product),
        (_("Day"), words.full_day(booking.day)),
        (_("Time"), words.hours(booking)),
        (_("People"), _party(booking)),
        (_("Order number"), booking.number),
    )


def _party(booking: Booking) -> str:
    """4 people (2 × Adults, 2 × Children)."""
    each = ", ".join(f"{line.count} × {line.category}" for line in booking.lines)
    return f"{words.people(booking.party)} ({each})"


def _admission(ticket: Ticket) -> tuple[tuple[str, str], ...]:
    """The visit with its short code; where that is the order's number too, it stands there once."""
    facts = [one for one in _visit(ticket.booking) if one[1] != ticket.short_code]
    return (*facts, (_("Short code"), ticket.short_code))


def _payment(booking: Booking) -> tuple[str, str]:
    return _("Payment"), words.payment(booking)


def _tour(tour: Tour) -> tuple[tuple[str, str], ...]:
    day = tour.starts_at.astimezone(tour.house.zone).date()
    facts = [
        (_("Day"), words.full_day(day)),
        (_("Time"), words.tour_hours(tour)),
        (_("Language"), tour.spoken),
        (_("People"), words.people(tour.party)),
        (_("Guide"), tour.guide),
        (_("Tour number"), tour.number),
    ]
    return tuple((name, value) for name, value in facts if value)


def _fees(tour: Tour) -> tuple[tuple[str, str], ...]:
    currency = tour.house.currency
    return (
        (_("Guided tour"), words.price(tour.fee_cents, currency)),
        (_("Admission"), words.price(tour.admission_cents, currency)),
        (_("Total"), words.price(tour.total_cents, currency)),
    )


def _how_to_show_it() -> str:
    return _(
        "Show it at the door, on your telephone or on paper. If the picture cannot be read, "
        "the short code is enough."
    )


def _how_to_change() -> str:
    return _("On the same page you can move your visit to another time or cancel it.")


def _preparations(booking: Booking) -> tuple[str | Listing, ...]:
    told: list[str | Listing] = []
    if booking.proofs:
        told += [_("Please bring, to show that the reduced price is yours:")]
        told += [Listing(booking.proofs)]
    if booking.conditions:
        told += [_("Good to know:"), Listing(booking.conditions)]
    return tuple(told)


def _unless_answered(booking: Booking, answer_by: datetime) -> str:
    return _("If you do not choose by %(day)s at %(time)s, we give your money back.") % {
        "day": words.full_day(answer_by.astimezone(booking.house.zone).date()),
        "time": words.clock(answer_by, booking.house),
    }
