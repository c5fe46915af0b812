"""Tours, guides and programme at the desk: each step from its button, refusals in words, phone first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.kernel import clock
from casamuseo.kernel.models import Letter
from casamuseo.visit.actions.guiding import accept_tour, add_guide, decline_tour
from casamuseo.visit.actions.tour_steps import guide_of
from casamuseo.visit.models import (
    Conflict,
    Guide,
    Order,
    Programme,
    ProgrammeSession,
    TourRequest,
    VisitCount,
)
from casamuseo.visit.terms import AssignmentState, ResourceKind, TourState
from tests.cast import CHUCHO, NOON
from tests.staffing import a_member, signed_in
from tests.visit.cast import a_resource, an_open_house
from tests.visit.test_programming import a_programme, a_session, an_order_for
from tests.visit.tour_cast import (
    START,
    a_confirmed_tour,
    a_fee,
    a_guide,
    a_kept_tour,
    a_quoted_tour,
    a_request,
    taken_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def till() -> Client:
    an_open_house(house_capacity=40)
    return signed_in(a_member("till"))


def take(client: Client, tour: TourRequest, step: str, **fields: Any) -> int:
    return client.post(f"/desk/tours/{tour.pk}/{step}/", fields).status_code


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def state_of(tour: TourRequest) -> str:
    return TourRequest.objects.values_list("state", flat=True).get(pk=tour.pk)


def test_a_tour_goes_from_request_to_invoice_by_its_buttons(till: Client) -> None:
    a_guide("lupe")
    fee = a_fee()
    tour = a_request(people=22)
    day = {"day": "2026-12-02", "time": "12:00", "minutes": "60", "fee": fee.pk}

    assert take(till, tour, "quote", **day) == 302
    assert take(till, tour, "keep", guide="") == 302
    assert take(till, tour, "confirm", pay_at="invoice") == 409
    assert take(till, tour, "accepted") == 302
    assert take(till, tour, "confirm", pay_at="invoice") == 302
    assert take(till, tour, "party", people="20", teachers="0", is_final="on") == 302
    with clock.stopped(START + timedelta(hours=1)):
        browser = signed_in(a_member("till", login="other"))
        assert take(browser, tour, "arrive", people="19") == 302
        assert take(browser, tour, "finish") == 302
        assert take(browser, tour, "invoice") == 302

    assert state_of(tour) == TourState.INVOICED
    assert VisitCount.objects.get().quantity == 19
    assert Order.objects.get().party == 20


def test_a_page_offers_only_the_steps_that_lead_on(till: Client) -> None:
    a_guide("lupe")
    tour = a_request()

    def steps() -> set[str]:
        said = body(till, f"/desk/tours/{tour.pk}/")
        known = "quote keep guide accepted withdraw confirm party move arrive cancel decline missed"
        return {each for each in known.split() if f"/desk/tours/{tour.pk}/{each}/" in said}

    assert steps() == {"quote", "party", "decline"}
    TourRequest.objects.update(state=TourState.QUOTED, quote_cents=1)
    assert steps() == {"keep", "quote", "party", "decline"}
    TourRequest.objects.update(state=TourState.CANCELLED)
    assert steps() == set()


def test_a_fee_is_chosen_by_what_it_costs_and_for_how_many(till: Client) -> None:
    a_fee(group_max=20)
    tour = a_request()

    said = body(till, f"/desk/tours/{tour.pk}/")

    assert "Group: 300.00 MXN for each group of up to 20</option>" in said


def test_no_guide_in_the_language_shows_what_else_can_be_offered(till: Client) -> None:
    a_guide("lupe", languages=("es",))
    memo = a_guide("memo", languages=("en",), hours=False)
    memo.availability.create(on="2026-12-03", begins="10:00", ends="17:00")
    tour = a_quoted_tour()

    said = body(till, f"/desk/tours/{tour.pk}/")

    assert "No guide for English is free then." in said
    assert "3 December 2026, 11:00" in said
    assert "At the same time, in Español" in said
    assert take(till, tour, "keep", guide="") == 409
    assert state_of(tour) == TourState.QUOTED


def test_a_refusal_stands_at_its_step_and_nothing_has_changed(till: Client) -> None:
    a_guide("lupe")
    tour = a_confirmed_tour(people=30)

    response = till.post(f"/desk/tours/{tour.pk}/party/", {"people": "41", "teachers": "0"})

    assert response.status_code == 409
    assert "Only 10 places are left at that time." in response.content.decode()
    assert TourRequest.objects.get().people == 30


def test_a_wrong_number_is_said_at_its_field(till: Client) -> None:
    tour = a_request()

    response = till.post(f"/desk/tours/{tour.pk}/party/", {"people": "many"})

    assert response.status_code == 422
    assert 'id="party_people_error"' in response.content.decode()


def test_a_step_that_there_is_not_is_not_there(till: Client) -> None:
    assert take(till, a_request(), "teleport") == 404


def test_the_board_has_the_week_the_queue_and_those_without_a_guide(till: Client) -> None:
    a_guide("lupe")
    a_request(organisation="Escuela Uno")
    kept = a_kept_tour(key="two", organisation="Escuela Dos")
    assignment = guide_of(kept)
    assert assignment is not None
    decline_tour(assignment, by="lupe", at=NOON)

    this_week = body(till, "/desk/tours/")
    next_week = body(till, "/desk/tours/?week=2026-12-02")

    assert "Escuela Uno" in this_week
    assert this_week.count("Escuela Dos") == 1
    assert next_week.count("Escuela Dos") == 2
    assert "Without a guide" in this_week
    assert body(till, "/desk/tours/?week=nonsense").count("Escuela Dos") == 1


def test_the_board_asks_as_little_of_three_tours_as_of_one(till: Client) -> None:
    for name in ("lupe", "memo", "nora"):
        a_guide(name)

    def asked() -> int:
        body(till, "/desk/tours/?week=2026-12-02")
        with CaptureQueriesContext(connection) as queries:
            body(till, "/desk/tours/?week=2026-12-02")
        return len([each for each in queries if "kernel_edition" not in each["sql"]])

    a_kept_tour(people=5)
    a_request(key="asked-1")
    of_one = asked()
    a_kept_tour(key="two", people=5)
    a_kept_tour(key="three", people=5)
    a_request(key="asked-2")

    assert asked() == of_one


def test_a_request_by_telephone_is_written_down_once(till: Client) -> None:
    fields = {
        "kind": "school",
        "language": "en",
        "day": "2026-11-25",
        "time": "10:30",
        "people": "22",
        "teachers": "",
        "contact_phone": "55 1234 5678",
        "contact_language": "es",
        "request_key": "abc",
    }

    first, second = (till.post("/desk/tours/ask/", fields) for _again in range(2))

    tour = TourRequest.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == f"/desk/tours/{tour.pk}/"
    assert (
        till.post(
            "/desk/tours/ask/", {**fields, "request_key": "d", "day": "2026-11-30"}
        ).status_code
        == 422
    )


def test_people_at_the_door_get_a_guide_or_are_told_when(till: Client) -> None:
    a_guide("lupe", languages=("en",))
    fields = {"language": "en", "people": "4", "request_key": "one"}

    begun = till.post("/desk/tours/walk-up/", fields)
    refused = till.post("/desk/tours/walk-up/", {**fields, "request_key": "two"})

    tour = TourRequest.objects.get()
    assert begun.headers["Location"] == f"/desk/tours/{tour.pk}/"
    assert refused.status_code == 422
    assert "No guide for that language is free at that time." in refused.content.decode()
    assert "24 November 2026, 13:30" in refused.content.decode()


def test_a_guide_sees_their_own_tours_and_no_others() -> None:
    an_open_house(house_capacity=40)
    member = a_member("guide")
    lupe = add_guide("lupe", name="Lupe", languages=["en"], member=member, by=CHUCHO, at=NOON)
    lupe.availability.create(weekday=3, begins="10:00", ends="17:00")
    a_guide("memo", languages=("en",))
    a_kept_tour(organisation="Escuela Uno", people=10, contact_phone="55 1234")
    other = a_kept_tour(key="two", organisation="Escuela Dos", people=10)
    client = signed_in(member)
    mine, theirs = (
        assignment.pk
        for assignment in (lupe.assignments.get(), guide_of(other))
        if assignment is not None
    )

    said = body(client, "/desk/my-tours/")

    assert ("Escuela Uno" in said, "Escuela Dos" in said) == (True, False)
    assert "55 1234" not in body(client, f"/desk/my-tours/{mine}/")
    assert client.get(f"/desk/my-tours/{theirs}/").status_code == 404
    for step in ("accept", "decline", "arrived", "over"):
        assert client.post(f"/desk/my-tours/{theirs}/{step}/").status_code == 404
    assert lupe.feed_token in said


def test_a_guide_accepts_gives_back_and_brings_the_group_in() -> None:
    an_open_house(house_capacity=40)
    member = a_member("guide")
    lupe = add_guide("lupe", name="Lupe", languages=["en"], member=member, by=CHUCHO, at=NOON)
    lupe.availability.create(weekday=3, begins="10:00", ends="17:00")
    tour = a_kept_tour(guide=lupe)
    client = signed_in(member)
    assignment = lupe.assignments.get()

    def answer(step: str, **fields: str) -> int:
        return client.post(f"/desk/my-tours/{assignment.pk}/{step}/", fields).status_code

    letters = Letter.objects.filter(to="ana@example.org").count()
    assert answer("arrived", people="5") == 404
    assert answer("accept") == 302
    assert lupe.assignments.get().state == AssignmentState.ACCEPTED
    assert Letter.objects.filter(to="ana@example.org").count() == letters + 1
    assert answer("decline", reason="Fiebre") == 302
    assert lupe.assignments.get().reason == "Fiebre"
    assert taken_of(ResourceKind.GUIDE) == []
    assert client.get(f"/desk/my-tours/{assignment.pk}/").status_code == 404
    assert state_of(tour) == TourState.TENTATIVE


def test_a_member_who_is_no_guide_is_told_so() -> None:
    an_open_house()

    said = body(signed_in(a_member("guide")), "/desk/my-tours/")

    assert "Your account is not on the list of guides yet." in said


def test_a_guide_keeps_their_own_hours_and_not_anothers() -> None:
    an_open_house()
    member = a_member("guide")
    lupe = add_guide("lupe", name="Lupe", languages=["en"], member=member, by=CHUCHO, at=NOON)
    other = a_guide("memo").availability.first()
    assert other is not None
    client = signed_in(member)

    client.post("/desk/my-tours/hours/", {"weekday": "3", "begins": "10:00", "ends": "14:00"})
    row = lupe.availability.get()
    assert client.post(f"/desk/my-tours/hours/{other.pk}/").status_code == 404
    assert client.post(f"/desk/my-tours/hours/{row.pk}/").status_code == 302

    assert lupe.availability.count() == 0
    assert Guide.objects.get(key="memo").availability.count() == 6


def test_a_guide_is_added_given_hours_and_falls_ill(till: Client) -> None:
    till.post("/desk/guides/add/", {"name": "Lupe", "languages": ["en"], "email": "", "member": ""})
    lupe = Guide.objects.get()
    hours = f"/desk/guides/{lupe.pk}/hours/"
    wrong = till.post(hours, {"weekday": "3", "begins": "14:00", "ends": "10:00"})
    till.post(hours, {"weekday": "3", "begins": "10:00", "ends": "17:00"})
    tour = a_kept_tour()
    assignment = guide_of(tour)
    assert assignment is not None
    accept_tour(assignment, by="lupe", at=NOON)

    told = till.post(
        f"/desk/guides/{lupe.pk}/absent/",
        {"day": "2026-12-02", "begins": "09:50", "reason": "Fiebre"},
        follow=True,
    )

    assert wrong.status_code == 422
    assert "1 tour has no guide now." in told.content.decode()
    assert guide_of(tour) is None
    assert "Without a guide" in body(till, "/desk/tours/")


def test_another_address_of_a_feed_is_made_at_the_desk(till: Client) -> None:
    guide = a_guide()

    assert till.post(f"/desk/guides/{guide.pk}/feed/").status_code == 302

    assert Guide.objects.get().feed_token != guide.feed_token


@pytest.fixture
def curator() -> Client:
    an_open_house()
    return signed_in(a_member("curator"))


def test_a_workshop_is_written_planned_published_and_called_off(curator: Client) -> None:
    space = a_resource("garden", kind=ResourceKind.SPACE, capacity=1)
    curator.post(
        "/desk/programme/add/",
        {
            "kind": "workshop",
            "amount": "80.00",
            "title_es": "Taller de cactáceas",
            "title_en": "",
            "summary_es": "Dos horas.",
        },
    )
    programme = Programme.objects.get()
    here = f"/desk/programme/{programme.pk}/"
    plan = {
        "day": "2026-12-02",
        "time": "11:00",
        "minutes": "90",
        "capacity": "5",
        "space": space.pk,
    }

    assert curator.post(f"{here}sessions/", plan).status_code == 302
    assert curator.post(f"{here}sessions/", plan).status_code == 422
    assert curator.post(f"{here}publish/").status_code == 302
    session = ProgrammeSession.objects.get()
    an_order_for(session, party=2)
    assert "2 sold of 5" in body(curator, here)
    told = curator.post(
        f"/desk/programme/sessions/{session.pk}/call-off/",
        {"reason_es": "Lluvia", "reason_en": "Rain"},
        follow=True,
    )

    assert "1 order waits for you" in told.content.decode()
    assert (Programme.objects.get().is_published, Conflict.objects.count()) == (True, 1)
    assert "Called off" in body(curator, here)


def test_fewer_places_than_are_sold_are_refused_in_words(curator: Client) -> None:
    session = a_session()
    an_order_for(session, party=4)

    told = curator.post(
        f"/desk/programme/sessions/{session.pk}/places/", {"capacity": "3"}, follow=True
    )

    assert "4 places of it are already taken." in told.content.decode()
    assert ProgrammeSession.objects.get().resource.capacity == 5


def test_what_is_written_anew_keeps_its_history_of_languages(curator: Client) -> None:
    programme = a_programme()

    curator.post(
        f"/desk/programme/{programme.pk}/change/",
        {"kind": "talk", "amount": "0", "title_es": "Plática", "title_en": "Cactus workshop"},
    )

    programme.refresh_from_db()
    assert (programme.kind, programme.title.is_stale("en")) == ("talk", True)


def test_a_guides_page_of_a_tour_offers_what_can_be_answered() -> None:
    an_open_house()
    member = a_member("guide")
    lupe = add_guide("lupe", name="Lupe", languages=["en"], member=member, by=CHUCHO, at=NOON)
    lupe.availability.create(weekday=3, begins="10:00", ends="17:00")
    a_kept_tour(guide=lupe, needs="Alergia")
    assignment = lupe.assignments.get()
    client = signed_in(member)
    here = f"/desk/my-tours/{assignment.pk}/"

    asked = body(client, here)
    accept_tour(assignment, by="lupe", at=NOON)
    accepted = body(client, here)

    assert ("Alergia" in asked, f"{here}accept/" in asked, f"{here}decline/" in asked) == (
        True,
    ) * 3
    assert (f"{here}accept/" in accepted, f"{here}decline/" in accepted) == (False, True)
