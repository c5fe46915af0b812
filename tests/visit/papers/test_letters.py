"""Letters: what must be in them, what must not, and that nobody's name is more than a name."""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from casamuseo.kernel.letters import write_letter
from casamuseo.visit.papers import letters
from casamuseo.visit.papers.layout import LetterParts
from tests.visit.papers.cast import CASA, FAMILY, SCHOOL, TICKET, WRITTEN_AT
from tests.visit.papers.golden import PAID

HOSTILE = '<script>alert("1")</script>\r\nBcc: x@example.org\u202e'


class _Reader(HTMLParser):
    """What a mail program makes of the HTML: which tags, which addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"href", "src"}]


def _all(**changes: object) -> list[LetterParts]:
    booking = replace(PAID, **changes)
    ticket = replace(TICKET, booking=booking)
    tour = replace(SCHOOL, group=booking.name, house=booking.house)
    return [
        part
        for language in ("es", "en")
        for part in (
            letters.order_confirmed(ticket, language=language),
            letters.order_reserved(ticket, language=language),
            letters.order_moved(ticket, before=booking, language=language),
            letters.order_cancelled(booking, language=language, note=booking.name),
            letters.order_unplaced(booking, language=language),
            letters.opening_conflict(booking, language=language, reason=booking.name),
            letters.tour_quoted(tour, language=language, valid_until=WRITTEN_AT, note=booking.name),
            letters.tour_confirmed(tour, language=language),
            letters.tour_cancelled(tour, language=language, reason=booking.name),
            letters.tour_guide_changed(tour, language=language),
        )
    ]


@pytest.mark.django_db
def test_every_letter_can_be_put_into_the_outbox() -> None:
    for part in _all(name=HOSTILE, house=replace(CASA, name="Casa\nde " + "muy " * 80)):
        letter = write_letter(
            "ana@example.org",
            subject=part.subject,
            text=part.text,
            html=part.html,
            language="es",
            at=WRITTEN_AT,
        )
        assert letter.pk


def test_a_subject_is_one_line_of_at_most_200_letters() -> None:
    for part in _all(name=HOSTILE, house=replace(CASA, name="Casa\r\nBcc: x " + "muy " * 80)):
        assert len(part.subject.splitlines()) == 1
        assert len(part.subject) <= 200


def test_hostile_words_bring_no_tag_and_no_address() -> None:
    for part in _all(name=HOSTILE, product=HOSTILE, number=HOSTILE, conditions=(HOSTILE,)):
        read = _Reader(part.html)

        assert "script" not in read.tags
        assert set(read.addresses) <= {FAMILY.url, SCHOOL.url}
        assert "\u202e" not in part.html + part.text
        assert "\r" not in part.text


def test_the_markup_has_no_tables_no_pictures_and_no_styles_on_tags() -> None:
    for part in _all():
        read = _Reader(part.html)

        assert not {"table", "img", "script", "link", "iframe"} & set(read.tags)
        assert " style=" not in part.html
        assert part.html.count("<html lang=") == 1


def test_text_and_html_say_the_same() -> None:
    for part in _all():
        body = part.html.partition("<body>")[2]
        told = re.sub(r"<[^>]+>", " ", body)
        for word in re.findall(r"[\w.]{4,}", part.text):
            assert word in told


def test_nobody_is_greeted_by_an_advertisement() -> None:
    for name in ("Gane ya http://example.org", "example.org", "Ana @example", "casino.com"):
        part = letters.order_confirmed(
            replace(TICKET, booking=replace(FAMILY, name=name)), language="en"
        )
        assert part.text.startswith("Good day,\n")
        assert "casino" not in part.text + part.html
        assert "http://example" not in part.text + part.html


def test_people_are_greeted_by_name() -> None:
    part = letters.order_confirmed(TICKET, language="en")

    assert part.text.startswith("Dear Ana Ñúñez,\n")


def test_a_short_code_that_is_the_orders_number_stands_there_once() -> None:
    one_code = replace(TICKET, booking=replace(FAMILY, number=TICKET.short_code))

    part = letters.order_confirmed(one_code, language="en")

    assert part.text.count(TICKET.short_code) == 1
    assert "Short code: 008J-4CTT" in part.text.splitlines()


def test_who_has_no_place_is_given_no_ticket() -> None:
    part = letters.order_unplaced(PAID, language="en")

    assert "You do not have a ticket." in part.text
    assert "100.00 MXN" in part.text
    assert TICKET.short_code not in part.text + part.html
    assert "Short code" not in part.text + part.html
    assert FAMILY.url in part.text


def test_a_moved_visit_tells_both_times() -> None:
    before = replace(FAMILY, starts_at=FAMILY.starts_at - timedelta(days=3), is_all_day=False)

    part = letters.order_moved(TICKET, before=before, language="en")

    assert "Until now: Saturday 21 November 2026, 10:00" in part.text
    assert "Day: Tuesday 24 November 2026" in part.text


@pytest.mark.parametrize(
    ("paid", "refunded", "said"),
    [
        (0, 0, "Nothing had been paid, so there is nothing to give back."),
        (10000, 0, "No money is given back."),
        (10000, 4000, "We are giving back 40.00 MXN, in the way in which it was paid."),
    ],
)
def test_a_cancelled_visit_says_what_becomes_of_the_money(
    paid: int, refunded: int, said: str
) -> None:
    part = letters.order_cancelled(
        replace(FAMILY, paid_cents=paid), language="en", refunded_cents=refunded
    )

    assert said in part.text.splitlines()


@pytest.mark.parametrize(
    ("total", "paid", "said"),
    [
        (0, 0, "Payment: Admission is free. There is nothing to pay."),
        (10000, 10000, "Payment: Paid. There is nothing left to pay."),
        (10000, 0, "Payment: To be paid at the door: 100.00 MXN."),
        (10000, 4000, "Payment: Paid: 40.00 MXN. Still to be paid at the door: 60.00 MXN."),
    ],
)
def test_a_ticket_says_whether_it_is_paid(total: int, paid: int, said: str) -> None:
    booking = replace(FAMILY, total_cents=total, paid_cents=paid)

    part = letters.order_confirmed(replace(TICKET, booking=booking), language="en")

    assert said in part.text.splitlines()


def test_a_closed_day_offers_the_money_only_to_who_has_paid() -> None:
    paid = letters.opening_conflict(PAID, language="en")
    unpaid = letters.opening_conflict(FAMILY, language="en")

    assert "- or all of your money back." in paid.text
    assert "money" not in unpaid.text
    assert "- or cancel your visit." in unpaid.text


def test_letters_in_spanish_have_no_english_left() -> None:
    for part in _all(name="Ana")[:10]:
        assert not re.search(r"\b(the|your|you|visit|please|is)\b", part.text)
        assert '<html lang="es">' in part.html
