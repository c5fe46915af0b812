"""Booking on the website, in either language, without an account and without scripts."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from casamuseo.kernel import clock
from casamuseo.kernel.models import Edition
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.holding import MOST
from casamuseo.visit.models import (
    Hold,
    OpeningException,
    Order,
    Price,
    PriceRule,
    Programme,
    ProgrammeSession,
    Voucher,
    ledger_faults,
)
from casamuseo.visit.terms import HoldState, OrderState, PayAt, Residency, ResourceKind
from tests.cast import NOON
from tests.visit.cast import SLOT, a_hold, a_resource, a_slotted_house, an_open_house, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

DAY = "2026-11-25"
SUNDAY = "2026-11-29"
KEY = "a-key-of-a-form"


def html(response: HttpResponse, *, status: int = 200) -> str:
    assert response.status_code == status, response.content[:600]
    return response.content.decode()


def told(response: HttpResponse, *, status: int = 200) -> str:
    """The words of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html(response, status=status)).split())


def choose(client: Client, day: str = DAY, language: str = "en", **given: object) -> HttpResponse:
    """Post the second step: a time and a party."""
    book = {"en": "book", "es": "reservar"}[language]
    fields = {"key": KEY, "n.adult": "2", **{k.replace("_", "."): v for k, v in given.items()}}
    return client.post(f"/{language}/{book}/{day}/", fields)


def finish(client: Client, onward: str, **given: object) -> HttpResponse:
    """Post the last step."""
    return client.post(onward, {"do": "place", "key": KEY, **given})


def booked(client: Client, *, language: str = "en", **given: object) -> Order:
    """A visit booked from the first step to the last."""
    onward = choose(client, language=language, slot=SLOT.isoformat()).headers["Location"]
    assert finish(client, onward, **given).status_code == 302
    return Order.objects.latest("pk")


def test_the_calendar_says_of_every_day_what_is_left_and_why_it_is_closed(client: Client) -> None:
    an_open_house(day_capacity=12)
    OpeningException.objects.create(
        key="x", on=date(2026, 11, 27), reason=Text.of(es="Inventario", en="Stocktaking")
    )
    an_order(party=12, slot=SLOT + timedelta(days=1))
    Edition.rise()

    page = html(client.get("/en/book/"))

    links = dict(re.findall(r'<a href="/en/book/([\d-]+)/">(.*?)</a>', page))
    wednesday = " ".join(re.sub("<[^>]+>", " ", links["2026-11-25"]).split())
    assert wednesday == (
        "Wednesday 25 November 2026, 25 10:00–17:00, 12 places left 12 places left"
    )
    assert "2026-11-26" not in links
    words = told(client.get("/en/book/"))
    assert "Thursday 26 November 2026, 26 full" in words
    assert "Monday 30 November 2026, 30 closed" in words
    assert "Friday 27 November 2026 : closed. Stocktaking" in words
    assert "Monday 23 November 2026, 23 past" in words


def test_the_calendar_leads_from_month_to_month_within_what_can_be_booked(client: Client) -> None:
    an_open_house()

    november = html(client.get("/es/reservar/"))
    february = html(client.get("/es/reservar/?mes=2027-02"))

    assert "noviembre 2026" in november
    assert 'rel="next" href="/es/reservar/?mes=2026-12"' in november
    assert 'rel="prev"' not in november
    assert 'rel="prev" href="/es/reservar/?mes=2027-01"' in february
    assert 'rel="next"' not in february
    assert "/es/reservar/2027-02-21/" in february
    assert "/es/reservar/2027-02-23/" not in february
    for nonsense in ("2035-01", "1999-12", "x"):
        assert client.get("/es/reservar/", {"mes": nonsense}).status_code == 200


def test_the_calendar_is_kept_for_seconds_and_the_steps_after_it_never(client: Client) -> None:
    a_slotted_house()

    calendar = client.get("/en/book/")
    assert calendar.headers["X-Casamuseo-Keep"] == str(int(NOON.timestamp()) + 15)
    assert "csrf" not in html(calendar)
    onward = choose(client, slot=SLOT.isoformat()).headers["Location"]
    for address in (f"/en/book/{DAY}/", onward):
        answer = client.get(address)
        assert "X-Casamuseo-Keep" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert "csrfmiddlewaretoken" in html(answer)


@pytest.mark.parametrize("day", ["2026-11-30", "2026-11-20", "2027-05-01"])
def test_a_day_that_cannot_be_booked_leads_back_to_its_month(client: Client, day: str) -> None:
    an_open_house()

    answer = client.get(f"/en/book/{day}/")

    if day == "2027-05-01":
        assert choose(client, day).status_code == 422
    else:
        assert answer.headers["Location"] == f"/en/book/?month={day[:7]}"


def test_only_a_day_with_slots_asks_for_the_time(client: Client) -> None:
    an_open_house()
    assert "At what time?" not in html(client.get(f"/en/book/{DAY}/"))
    assert "Come whenever you like between 10:00 and 17:00. 300 places left." in html(
        client.get(f"/en/book/{DAY}/")
    )


def test_slots_are_told_in_the_time_of_the_house_with_what_is_left(client: Client) -> None:
    a_slotted_house(house_capacity=5)
    an_order(party=5)

    page = html(client.get(f"/en/book/{DAY}/"))

    times = re.findall(r"<b>(\d\d:\d\d)</b> <small>([^<]+)</small>", page)
    assert times[0] == ("10:00", "5 places left")
    assert ("11:00", "full") in times
    assert re.search(rf'value="{re.escape(SLOT.isoformat())}" disabled', page)


def test_a_price_is_shown_with_its_reason_its_proof_and_whether_it_is_made_up(
    client: Client,
) -> None:
    an_open_house()
    Price.objects.create(
        key="student",
        amount="20.00",
        category=Text.of(es="Estudiantes", en="Students"),
        proof=Text.of(es="Credencial", en="A student card"),
        is_demonstration=True,
    )
    PriceRule.objects.create(
        key="sunday",
        residency=Residency.RESIDENT,
        weekdays=[7],
        amount=0,
        reason=Text.of(es="Gratis los domingos", en="Free on Sundays for residents"),
    ).prices.add(Price.objects.get(key="adult"))
    Edition.rise()

    weekday, sunday = told(client.get(f"/en/book/{DAY}/")), told(client.get(f"/en/book/{SUNDAY}/"))

    assert "20.00 MXN made up" in weekday
    assert "Bring: A student card." in weekday
    assert "live in Mexico" not in weekday
    assert "adult who live in Mexico free" in sunday
    assert "adult who live abroad 40.00 MXN" in sunday
    assert "Free on Sundays for residents." in sunday
    assert sunday.count("Students") == weekday.count("Students")


def test_a_visit_is_booked_in_three_steps_and_paid_at_the_door(client: Client) -> None:
    a_slotted_house()

    onward = choose(client, slot=SLOT.isoformat())
    assert onward.status_code == 302
    summary = told(client.get(onward.headers["Location"]))
    assert "Wednesday 25 November 2026 11:00 · 2 people" in summary
    assert "Total 80.00 MXN" in summary
    assert "Your places are kept until 12:15." in summary
    answer = finish(client, onward.headers["Location"], email="ana@example.org", name="Ana")

    order = Order.objects.get()
    assert answer.headers["Location"] == f"/en/booking/{order.address}/"
    assert (order.state, order.total_cents, order.pay_at) == (
        OrderState.CONFIRMED_UNPAID,
        8000,
        PayAt.DOOR,
    )
    assert (order.language, order.contact_email, order.contact_name) == (
        "en",
        "ana@example.org",
        "Ana",
    )
    assert order.site == "http://testserver"
    assert ledger_faults() == []


def test_nothing_has_to_be_said_to_pay_at_the_door(client: Client) -> None:
    a_slotted_house()

    order = booked(client, language="es")

    assert (order.contact_email, order.contact_name, order.language) == ("", "", "es")


def test_a_double_click_gives_one_hold_and_one_order(client: Client) -> None:
    a_slotted_house()

    onward = {choose(client, slot=SLOT.isoformat()).headers["Location"] for _ in range(2)}
    assert len(onward) == 1
    answers = [finish(client, *onward).headers["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert (Hold.objects.count(), Order.objects.count()) == (1, 1)


def test_a_second_tab_on_the_last_step_sees_the_order_of_the_first(client: Client) -> None:
    a_slotted_house()
    onward = choose(client, slot=SLOT.isoformat()).headers["Location"]
    finish(client, onward)

    order = Order.objects.get()
    assert client.get(onward).headers["Location"] == f"/en/booking/{order.address}/"
    again = finish(client, onward, key="the-key-of-another-tab")
    assert again.headers["Location"] == f"/en/booking/{order.address}/"
    assert Order.objects.count() == 1


def test_who_goes_back_and_changes_the_form_gives_up_the_places_from_before(
    client: Client,
) -> None:
    a_slotted_house(house_capacity=4)
    choose(client, slot=SLOT.isoformat(), **{"n.adult": "4"})

    answer = choose(client, slot=SLOT.isoformat(), **{"n.adult": "3"})

    assert answer.status_code == 302
    assert list(Hold.objects.order_by("pk").values_list("party", "state")) == [
        (4, HoldState.RELEASED),
        (3, HoldState.ACTIVE),
    ]


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_held(client: Client) -> None:
    a_slotted_house()

    for wrong in ("0", "-1", "dos", "61", "1e3"):
        page = html(choose(client, **{"n.adult": wrong}), status=422)
        assert 'id="slot-problem" role="alert"' in page
        assert f"from 1 to {MOST}" in page
    assert "Por favor" not in html(choose(client, language="en"), status=422)
    assert Hold.objects.count() == 0


def test_a_full_time_offers_the_nearest_one_with_room_and_keeps_what_was_typed(
    client: Client,
) -> None:
    a_slotted_house(house_capacity=3)
    a_hold(party=2, key="others")

    page = html(choose(client, slot=SLOT.isoformat()), status=422)

    assert "Only one place is left at that time." in page
    assert "The nearest time with room for you is 10:00" in page
    assert re.search(r'value="2026-11-25T16:00:00\+00:00" checked', page)
    assert re.search(r'name="n.adult"[^>]*value="2"', page)


def test_places_are_kept_longer_once(client: Client) -> None:
    a_slotted_house()
    onward = choose(client, slot=SLOT.isoformat()).headers["Location"]

    with clock.stopped(NOON + timedelta(minutes=10)):
        client.post(onward, {"do": "extend", "key": KEY})
        page = html(client.get(onward))

    assert "Your places are kept until 12:25." in page
    assert "15 minutes more" not in page


def test_who_takes_too_long_is_told_and_begins_again(client: Client) -> None:
    a_slotted_house()
    onward = choose(client, slot=SLOT.isoformat()).headers["Location"]

    with clock.stopped(NOON + timedelta(minutes=15)):
        page = html(finish(client, onward), status=410)
        again = choose(client, slot=SLOT.isoformat())
        assert client.get(again.headers["Location"]).status_code == 200

    assert "Nothing was booked" in page
    assert f'href="/en/book/{DAY}/"' in page
    assert Order.objects.count() == 0


def test_choosing_something_else_gives_the_places_back(client: Client) -> None:
    a_slotted_house()
    onward = choose(client, slot=SLOT.isoformat()).headers["Location"]

    answer = client.post(onward, {"do": "release", "key": KEY})

    assert answer.headers["Location"] == f"/en/book/{DAY}/"
    assert Hold.objects.get().state == HoldState.RELEASED


def test_a_voucher_lowers_the_price_before_it_is_booked_and_a_wrong_one_is_said(
    client: Client,
) -> None:
    a_slotted_house()
    Voucher.objects.create(code="VECINOS", percent=50, max_uses=2)
    onward = choose(client, slot=SLOT.isoformat()).headers["Location"]

    right = told(client.post(onward, {"do": "voucher", "voucher": "vecinos"}))
    wrong = told(finish(client, onward, voucher="otro"), status=422)
    finish(client, onward, voucher="vecinos")

    assert "Total 40.00 MXN" in right
    assert "The code “otro” is not valid." in wrong
    assert (Order.objects.get().total_cents, Voucher.objects.get().uses) == (4000, 2)


def test_an_address_that_is_none_is_said_at_its_field(client: Client) -> None:
    a_slotted_house()
    onward = choose(client, slot=SLOT.isoformat()).headers["Location"]

    page = html(finish(client, onward, email="ana"), status=422)

    assert 'id="email-problem"' in page
    assert 'aria-invalid="true"' in page


def test_without_a_provider_nobody_is_offered_to_pay_online(client: Client) -> None:
    a_slotted_house()
    onward = choose(client, slot=SLOT.isoformat()).headers["Location"]

    assert "How do you want to pay?" not in html(client.get(onward))
    finish(client, onward, pay="online", email="ana@example.org")

    assert Order.objects.get().state == OrderState.CONFIRMED_UNPAID


def test_children_come_free_and_have_a_ticket_of_nothing(client: Client) -> None:
    a_slotted_house()
    answer = choose(client, slot=SLOT.isoformat(), **{"n.adult": "", "n.child": "3"})

    page = told(client.get(answer.headers["Location"]))
    finish(client, answer.headers["Location"])

    assert "Total free" in page
    order = Order.objects.get()
    assert (order.state, order.party, order.tickets.count()) == (OrderState.PAID, 3, 1)


def test_a_session_of_the_programme_is_booked_by_its_address(client: Client) -> None:
    an_open_house()
    session = a_session()

    answer = client.post("/en/book/?session=cacti-1", {"key": KEY, "n.seats": "2"})
    page = told(client.get("/es/reservar/?sesion=cacti-1"))
    assert "Taller de cactáceas" in page
    assert "11:00–13:00, quedan 8 lugares" in page or "11:00–13:00, 8 places left" in page
    finish(client, answer.headers["Location"])

    order = Order.objects.get()
    assert (order.session, order.total_cents, order.party) == (session, 16000, 2)
    assert "Cacti" in html(client.get(f"/en/booking/{order.address}/"))
    assert client.get("/en/book/?session=unknown").status_code == 404


def a_session() -> ProgrammeSession:
    programme = Programme.objects.create(
        key="cacti",
        kind="workshop",
        title=Text.of(es="Taller de cactáceas", en="Cacti"),
        amount="80.00",
        is_published=True,
    )
    room = a_resource("cacti-1", kind=ResourceKind.EVENT, capacity=10)
    return ProgrammeSession.objects.create(
        key="cacti-1",
        programme=programme,
        starts_at=SLOT,
        ends_at=SLOT + timedelta(hours=2),
        resource=room,
    )


@pytest.mark.parametrize(
    "token", ["x", "WzEsW10sMF0:forged", "WzEsW1siYWR1bHQiLDIsIiJdXSwwXQ:AAAA"]
)
def test_a_choice_that_we_did_not_sign_is_not_there(client: Client, token: str) -> None:
    an_open_house()

    assert client.get(f"/en/book/details/{token}/").status_code == 404


def test_a_form_without_its_token_is_refused() -> None:
    a_slotted_house()
    strict = Client(enforce_csrf_checks=True)

    assert choose(strict, slot=SLOT.isoformat()).status_code == 403
    assert Hold.objects.count() == 0


def test_the_calendar_itself_is_only_read(client: Client) -> None:
    an_open_house()

    assert client.post("/en/book/").status_code == 405
    assert client.put(f"/en/book/{DAY}/").headers["Allow"] == "GET, POST"


def test_who_holds_without_end_is_slowed_down(client: Client) -> None:
    a_slotted_house(house_capacity=500)

    answers = [
        choose(client, slot=SLOT.isoformat(), key=f"key-number-{number}").status_code
        for number in range(62)
    ]

    assert answers == [302] * 60 + [429] * 2
    refused = choose(client, slot=SLOT.isoformat(), key="key-once-more")
    assert refused.headers["Retry-After"] == "600"
    assert "10 minutes" in html(refused, status=429)


def test_the_visit_page_leads_to_booking_in_both_languages(client: Client) -> None:
    an_open_house()

    assert 'href="/es/reservar/"' in html(client.get("/es/visita/"))
    assert 'href="/en/book/"' in html(client.get("/en/visit/"))
    assert 'href="/en/book/"' in html(client.get("/en/"))


def test_every_step_can_be_read_in_the_other_language(client: Client) -> None:
    an_open_house()
    onward = choose(client).headers["Location"]

    page = html(client.get(onward))

    other = re.search(r'href="(/es/reservar/datos/[^"]+)" hreflang="es"', page)
    assert other
    assert client.get(other[1]).status_code == 200
