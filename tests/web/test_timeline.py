"""The timeline: dates drawn as precisely as they are known, grouped by year and decade."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from casamuseo.kernel.dates import FuzzyDate, parse_date
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Source
from casamuseo.story.models import Happening
from casamuseo.web.timelines import Extent, Strip, by_decade, date_mark, extent_of, overview
from tests.cast import a_house, a_passage, a_person, a_place, a_source, a_statement

DAY = date(1940, 5, 24)


def a_happening(
    key: str, when: str = "", *, is_saved: bool = False, source: Source | None = None
) -> Happening:
    happened = parse_date(when) if when else None
    happening = Happening(
        key=key,
        happened=happened,
        earliest_on=happened.earliest if happened else None,
        latest_on=happened.latest if happened else None,
        title=Text.of(es=f"Suceso {key}", en=f"Happening {key}"),
    )
    if is_saved:
        happening.passage = a_passage(f"happenings/{key}")
        a_statement(happening.passage, en=f"It is {key}.", source=source or a_source(key))
        happening.save()
    return happening


@pytest.mark.parametrize(
    ("words", "kind", "first", "last", "is_about"),
    [
        ("24 de mayo de 1940", "day", DAY, DAY, False),
        ("mayo de 1940", "within", date(1940, 5, 1), date(1940, 5, 31), False),
        ("1940", "within", date(1940, 1, 1), date(1940, 12, 31), False),
        ("entre 1941 y 1946", "within", date(1941, 1, 1), date(1946, 12, 31), False),
        ("1937/1939", "lasting", date(1937, 1, 1), date(1939, 12, 31), False),
        ("hacia 1937", "within", date(1937, 1, 1), date(1937, 12, 31), True),
        ("¿1938?", "within", date(1938, 1, 1), date(1938, 12, 31), True),
        ("antes de 1940", "within", None, date(1939, 12, 31), False),
        ("un martes", "unknown", None, None, False),
    ],
)
def test_a_date_is_drawn_as_it_is_known(
    words: str, kind: str, first: date | None, last: date | None, is_about: bool
) -> None:
    assert extent_of(parse_date(words)) == Extent(kind, first, last, is_about=is_about)


def test_no_date_is_drawn_as_unknown() -> None:
    assert extent_of(None).kind == "unknown"


def path_of(words: str) -> str:
    return re.findall(r'<path d="([^"]*)"', date_mark(parse_date(words)))[0]


def test_a_day_is_a_sharp_mark_at_its_place_in_the_year() -> None:
    assert path_of("1940-01-01") == "M1 0v16"
    assert path_of("1940-12-31") == "M121 0v16"


def test_a_month_is_a_short_bar_and_a_year_a_whole_one() -> None:
    assert path_of("1940-01") == "M0 8H10"
    assert path_of("1940") == "M0 8H120"


def test_an_interval_has_ends() -> None:
    assert path_of("1937/1939") == "M0 8H120M0 2v12M120 2v12"


def test_a_bar_over_several_years_has_a_tick_for_each() -> None:
    mark = date_mark(parse_date("entre 1896 y 1898"))

    assert '<path class="ticks" d="M40 11v5M80 11v5"/>' in mark
    assert "one-year" not in mark


def test_an_open_side_reaches_to_the_edge_of_its_scale() -> None:
    assert path_of("antes de 1940") == "M0 8H120"


def test_an_unknown_date_has_no_bar() -> None:
    assert "<path" not in date_mark(None)


def test_precision_is_in_the_class_so_that_shape_can_tell_it() -> None:
    assert 'class="date within about one-year"' in date_mark(parse_date("hacia 1937"))


def test_happenings_stand_under_their_year_and_decade() -> None:
    told = [
        a_happening("a", "1938"),
        a_happening("b", "mayo de 1940"),
        a_happening("c", "1940"),
        a_happening("d"),
    ]

    with translation.override("en"):
        decades = by_decade(told, language="en")

    assert [(decade.name, decade.anchor) for decade in decades] == [
        ("1930s", "d1930"),
        ("1940s", "d1940"),
        ("Without a date", "undated"),
    ]
    assert [[it.key for it in year.happenings] for year in decades[1].years] == [["b", "c"]]


def test_empty_years_are_broken_off_and_busy_years_get_room() -> None:
    extents = [
        extent_of(parse_date(words)) for words in ("1900", "1901", "1940-05", "1940-08", "1940-09")
    ]

    strip = Strip.of(extents)

    assert sorted(strip.starts) == [1900, 1901, 1940, 1941]
    assert len(strip.broken) == 1
    first, busy = strip.starts[1901] - strip.starts[1900], 1 - strip.starts[1940]
    assert round(busy / first, 3) == round(7 / 3, 3)


def test_days_keep_their_order_on_the_strip() -> None:
    strip = Strip.of(
        [extent_of(parse_date(words)) for words in ("1879-11-07", "1940-05-24", "1990")]
    )
    days = [date(1879, 11, 7), date(1940, 1, 1), date(1940, 12, 31), date(1990, 12, 31)]

    assert [strip.at(day) for day in days] == sorted(strip.at(day) for day in days)
    assert 0 <= strip.at(days[0]) < strip.at(days[-1]) <= 1


def test_marks_on_one_day_lie_one_above_the_other() -> None:
    strip = overview(
        [a_happening("a", "1940-08-20"), a_happening("b", "1940-08-20"), a_happening("c", "1941")]
    )
    assert strip is not None
    marks = re.findall(r'<path class="day" d="([^"]*)"', strip)

    assert len(re.findall(r"M(\d+) ", marks[0])) == 2
    assert len(set(re.findall(r"M\d+ (\d+)v", marks[0]))) == 2


def test_years_on_the_strip_never_overlap() -> None:
    strip = overview([a_happening(str(year), f"{year}-05-01") for year in range(1930, 1941)])
    assert strip is not None
    for svg, letters in zip(strip.split("</svg>")[:2], (22, 16), strict=True):
        xs = [int(x) for x in re.findall(r'<text x="(\d+)"', svg)]
        assert len(xs) >= 4
        assert min(b - a for a, b in pairwise(xs)) >= 3 * letters - 1


def test_without_any_date_there_is_no_strip() -> None:
    assert overview([a_happening("a")]) is None
    assert overview([]) is None


@pytest.mark.django_db
def test_an_empty_timeline_says_so(client: Client) -> None:
    a_house()

    assert "Nothing has been recorded yet." in client.get("/en/timeline/").content.decode()


@pytest.mark.django_db
def test_a_happening_has_its_anchor_its_sentences_and_its_links(client: Client) -> None:
    a_house()
    happening = a_happening("attack", "24 de mayo de 1940", is_saved=True)
    happening.place = a_place()
    happening.save()
    happening.persons.add(a_person())

    page = client.get("/en/timeline/").content.decode()

    assert '<li id="attack">' in page
    assert "24 May 1940" in page
    assert "It is attack." in page
    assert '<a href="/en/house/study/">Study</a>' in page
    assert '<a href="/en/people/trotsky/">León Trotsky</a>' in page


@pytest.mark.django_db
def test_what_is_not_published_does_not_happen(client: Client) -> None:
    a_house()
    happening = a_happening("secret", "1940", is_saved=True)
    happening.passage.is_published = False  # type: ignore[union-attr]
    happening.passage.save()  # type: ignore[union-attr]

    assert "secret" not in client.get("/en/timeline/").content.decode()


@pytest.mark.django_db
def test_a_longer_timeline_asks_no_more_queries(client: Client) -> None:
    a_house()
    source, counts = a_source(), []
    for keys in ("a", "bcd"):
        for key in keys:
            a_happening(key, "1940", is_saved=True, source=source)
        client.get("/es/linea-del-tiempo/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/es/linea-del-tiempo/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_decade_of_the_first_century_has_a_name() -> None:
    happening = a_happening("old")
    happening.earliest_on = date(75, 1, 1)
    happening.happened = FuzzyDate("75", "0075")

    assert by_decade([happening], language="en")[0].anchor == "d70"
