"""Guides: when they are free, being asked, accepting, declining, falling ill; nobody is double-booked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from casamuseo.kernel.models import Letter
from casamuseo.visit.actions.guiding import (
    accept_tour,
    add_hours,
    decline_tour,
    free_guides,
    propose_guide,
    propose_next,
    report_absence,
    rotate_feed,
    tours_without_guide,
    withdraw_guide,
)
from casamuseo.visit.actions.tour_steps import guide_of
from casamuseo.visit.actions.touring import keep_tour
from casamuseo.visit.errors import Overtaken
from casamuseo.visit.errors_tours import BadAvailability, GuideNotFree, KeyIsTaken
from casamuseo.visit.guidebook import hours_on
from casamuseo.visit.models import GuideAvailability, TourRequest, ledger_faults
from casamuseo.visit.terms import AssignmentState, ResourceKind, TourState
from tests.cast import CHUCHO, NOON
from tests.visit.cast import an_open_house
from tests.visit.tour_cast import (
    START,
    a_confirmed_tour,
    a_guide,
    a_kept_tour,
    a_quoted_tour,
    taken_of,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
WEDNESDAY = date(2026, 11, 25)


def free(language: str = "en", *, starts_at: datetime = START, minutes: int = 60) -> list[str]:
    found = free_guides(language, starts_at=starts_at, minutes=minutes, at=NOON)
    return [guide.key for guide in found]


def assigned(tour: TourRequest) -> tuple[str, str] | None:
    found = guide_of(tour)
    return (found.guide.key, found.state) if found else None


def test_only_who_speaks_the_language_and_is_there_is_free() -> None:
    an_open_house()
    a_guide("lupe", languages=("es",))
    a_guide("memo", languages=("es", "en"))
    a_guide("nora", languages=("en",), hours=False)

    assert free("en") == ["memo"]
    assert free("es") == ["lupe", "memo"]
    assert free("fr") == []
    assert free("en", starts_at=START + 5.5 * HOUR) == []
    assert free("en", starts_at=START - 2 * HOUR) == []


def test_single_days_add_hours_and_absences_take_them_away() -> None:
    rows = [
        GuideAvailability(weekday=3, begins=time(10), ends=time(14)),
        GuideAvailability(on=WEDNESDAY, begins=time(14), ends=time(18)),
        GuideAvailability(on=WEDNESDAY, begins=time(12), ends=time(13), is_absence=True),
        GuideAvailability(weekday=4, begins=time(9), ends=time(10)),
    ]

    assert hours_on(rows, WEDNESDAY) == [(time(10), time(12)), (time(13), time(18))]
    assert hours_on(rows, date(2026, 11, 26)) == [(time(9), time(10))]
    assert hours_on(rows, date(2026, 12, 2)) == [(time(10), time(14))]


def test_a_tour_takes_its_guide_with_ten_minutes_to_change_over() -> None:
    an_open_house()
    a_guide("lupe")
    a_kept_tour()

    assert taken_of(ResourceKind.GUIDE) == [1, 1, 1, 1, 1]
    assert free("en", starts_at=START + HOUR) == []
    assert free("en", starts_at=START + 1.25 * HOUR) == ["lupe"]
    assert free("en", starts_at=START - HOUR) == []


def test_who_has_fewer_tours_that_day_is_asked_first() -> None:
    an_open_house()
    a_guide("lupe")
    a_guide("memo")
    tour = a_kept_tour()

    assert assigned(tour) == ("lupe", "proposed")
    assert free("en", starts_at=START + 3 * HOUR) == ["memo", "lupe"]
    assert free("en", starts_at=START + 27 * HOUR) == ["lupe", "memo"]


def test_a_guide_is_never_double_booked() -> None:
    an_open_house(house_capacity=60)
    lupe = a_guide("lupe")
    a_kept_tour()
    other = a_quoted_tour(key="other", wanted_at=START + HOUR)

    with pytest.raises(GuideNotFree):
        keep_tour(other, guide=lupe, by=CHUCHO, at=NOON)

    other.refresh_from_db()
    assert (other.state, other.hold) == (TourState.QUOTED, None)
    assert taken_of(ResourceKind.HOUSE) == [12, 12, 12, 12]
    assert ledger_faults() == []


def test_a_guide_who_does_not_speak_the_language_cannot_be_asked() -> None:
    an_open_house()
    lupe = a_guide("lupe", languages=("es",))

    with pytest.raises(GuideNotFree):
        a_kept_tour(guide=lupe)


def test_a_guide_is_asked_by_letter_in_their_own_language_and_answers_once() -> None:
    an_open_house()
    a_guide("lupe", email="lupe@example.org")
    tour = a_kept_tour()
    assignment = guide_of(tour)
    assert assignment is not None

    accept_tour(assignment, by="lupe", at=NOON)

    letter = Letter.objects.get(to="lupe@example.org")
    assert (letter.language, "12 personas" in letter.text) == ("es", True)
    assert assigned(tour) == ("lupe", "accepted")
    with pytest.raises(Overtaken):
        accept_tour(assignment, by="lupe", at=NOON)


def test_who_declines_is_free_again_and_the_next_one_is_asked() -> None:
    an_open_house()
    a_guide("lupe")
    a_guide("memo")
    tour = a_kept_tour()
    first = guide_of(tour)
    assert first is not None

    second = decline_tour(first, reason="Dentista", by="lupe", at=NOON)

    assert second is not None
    assert assigned(tour) == ("memo", "proposed")
    assert taken_of(ResourceKind.GUIDE) == [1, 1, 1, 1, 1]
    assert decline_tour(second, by="memo", at=NOON) is None
    assert assigned(tour) is None
    assert list(tours_without_guide(START, START + HOUR)) == [tour]
    assert taken_of(ResourceKind.GUIDE) == []
    assert ledger_faults() == []


def test_a_guide_who_falls_ill_at_ten_to_ten_is_replaced_and_no_group_is_written_to() -> None:
    an_open_house(house_capacity=60)
    lupe = a_guide("lupe")
    a_guide("memo", email="memo@example.org")
    first = a_confirmed_tour()
    second = a_confirmed_tour(key="second", wanted_at=START + 2 * HOUR, guide=lupe)
    tomorrow = a_confirmed_tour(key="third", wanted_at=START + 24 * HOUR, guide=lupe)
    Letter.objects.all().delete()
    ten_to_ten = START - HOUR - timedelta(minutes=10)

    replaced = report_absence(
        lupe,
        begins=ten_to_ten,
        ends=START + 6 * HOUR,
        reason="Fiebre",
        by=CHUCHO,
        at=ten_to_ten,
    )

    assert [each.tour for each in replaced] == [first, second]
    assert assigned(first) == assigned(second) == ("memo", "proposed")
    assert assigned(tomorrow) == ("lupe", "accepted")
    assert set(Letter.objects.values_list("to", flat=True)) == {"memo@example.org"}
    assert free("es", starts_at=START) == []
    assert ledger_faults() == []


def test_with_nobody_else_the_tour_stands_without_a_guide_and_stays_confirmed() -> None:
    an_open_house()
    lupe = a_guide("lupe")
    tour = a_confirmed_tour()

    replaced = report_absence(
        lupe, begins=START - HOUR, ends=START + HOUR, reason="Fiebre", by=CHUCHO, at=START - HOUR
    )

    tour.refresh_from_db()
    assert [each.assignment for each in replaced] == [None]
    assert tour.state == TourState.CONFIRMED
    assert list(tours_without_guide(START - HOUR, START + HOUR)) == [tour]


def test_an_absence_lies_within_one_day() -> None:
    an_open_house()

    with pytest.raises(BadAvailability):
        report_absence(
            a_guide(), begins=START, ends=START + 24 * HOUR, reason="", by=CHUCHO, at=NOON
        )


def test_a_tour_taken_away_can_be_given_to_a_chosen_guide() -> None:
    an_open_house()
    a_guide("lupe")
    memo = a_guide("memo")
    tour = a_confirmed_tour()
    assignment = guide_of(tour)
    assert assignment is not None

    withdraw_guide(assignment, asks_next=False, by=CHUCHO, at=NOON)
    propose_guide(tour, memo, by=CHUCHO, at=NOON)

    assert assigned(tour) == ("memo", "proposed")
    with pytest.raises(Overtaken):
        propose_guide(tour, a_guide("nora"), by=CHUCHO, at=NOON)
    assert ledger_faults() == []


def test_who_said_no_is_not_asked_again() -> None:
    an_open_house()
    a_guide("lupe")
    tour = a_kept_tour()
    assignment = guide_of(tour)
    assert assignment is not None
    decline_tour(assignment, by="lupe", at=NOON)

    assert propose_next(tour, by=CHUCHO, at=NOON) is None
    assert tour.assignments.get().state == AssignmentState.DECLINED


def test_a_new_feed_address_replaces_the_old_one() -> None:
    an_open_house()
    guide = a_guide()
    old = guide.feed_token

    new = rotate_feed(guide, by=CHUCHO, at=NOON)

    guide.refresh_from_db()
    assert (guide.feed_token, new != old, len(new)) == (new, True, 43)


def test_hours_end_after_they_begin_and_lie_on_a_weekday_or_a_day() -> None:
    an_open_house()
    guide = a_guide(hours=False)

    for fields in (
        {"weekday": 2, "begins": time(12), "ends": time(10)},
        {"begins": time(10), "ends": time(12)},
        {"weekday": 2, "on": WEDNESDAY, "begins": time(10), "ends": time(12)},
    ):
        with pytest.raises(BadAvailability):
            add_hours(guide, **fields, by=CHUCHO, at=NOON)


def test_two_guides_do_not_share_a_short_name() -> None:
    an_open_house()
    a_guide("lupe")

    with pytest.raises(KeyIsTaken):
        a_guide("lupe")
