"""Dates as people write them: what is understood, what is not, and how it is told again."""

from __future__ import annotations

import datetime
import re
import time
from pathlib import Path

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from casamuseo.kernel.dates import DateNotUnderstood, FuzzyDate, parse_date, require_date

TABLE = Path(__file__).parents[2] / "docs" / "algorithms" / "dates.md"


def rows_of_the_table() -> list[tuple[str, str, str, str, str]]:
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|") or "`" not in line:
            continue
        _, _, written, edtf, first, last, precision, _ = (cell.strip() for cell in line.split("|"))
        rows += [
            (words, edtf.strip("`"), first, last, precision)
            for words in re.findall("`([^`]+)`", written)
        ]
    return rows


@pytest.mark.parametrize(("words", "edtf", "first", "last", "precision"), rows_of_the_table())
def test_every_row_of_the_documented_table_is_true(
    words: str, edtf: str, first: str, last: str, precision: str
) -> None:
    date = parse_date(words)

    assert date.words == words
    assert date.edtf == edtf
    assert str(date.earliest or "–") == first
    assert str(date.latest or "–") == last
    assert date.precision == precision


def test_the_documented_table_was_found() -> None:
    assert len(rows_of_the_table()) > 100


@pytest.mark.parametrize("edtf", sorted({row[1] for row in rows_of_the_table()}))
def test_what_we_write_is_edtf_by_the_packages_own_grammar(edtf: str) -> None:
    assert parse_edtf(edtf) is not None


@pytest.mark.parametrize(
    "words",
    [
        "  HACIA   el Año 1937 ",
        "Hacia 1937",
        "HACIA 1937",
        "hacia\u00a01937",
        "hacia 1937,",
        "Circa 1937",
        "c1937",
        "~1937",
        "[ca. 1937]",
    ],
)
def test_case_accents_spaces_and_brackets_do_not_matter(words: str) -> None:
    assert parse_date(words).edtf == "1937~"
    assert parse_date(words).words == words


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("despues de 1940", "[1941..]"),
        ("DÉCADA DE LOS TREINTA", "193X"),
        ("1.º de mayo de 1940", "1940-05-01"),
        ("1st May 1940", "1940-05-01"),
        ("1940 Aug 20", "1940-08-20"),
        ("10 de setiembre de 1938", "1938-09-10"),
        ("Tuesday, 20 August 1940", "1940-08-20"),
        ("1929-II-10", "1929-02-10"),
        ("29 de febrero de 1940", "1940-02-29"),
        ("1937 - 1939", "1937/1939"),
        ("1936-12-19 / 1937-01-09", "1936-12-19/1937-01-09"),
        ("19/12/1936–9/1/1937", "1936-12-19/1937-01-09"),
        ("20 de mayo a 3 de junio de 1940", "1940-05-20/1940-06-03"),
        ("de fines de 1936 a principios de 1937", "1936-09~/1937-04~"),
        ("desde principios de 1939 hasta hoy", "1939-01/.."),
        ("hacia 1937-1939", "1937~/1939~"),
        ("¿1937-1939?", "1937?/1939?"),
        ("1937?-1939", "1937?/1939"),
        ("¿antes de 1940?", "../1939?"),
        ("antes de c. 1940", "../1939~"),
        ("¿verano de 1938?", "1938-06?/1938-08?"),
        ("¿fines de 1939?", "1939-09%/1939-12?"),
        ("hacia fines de 1939", "1939-09~/1939-12"),
        ("entre los años 20 y los años 30", "192X/193X"),
        ("desde los años 30", "1930~/.."),
        ("hasta los años 30", "../1939~"),
        ("el 20/8/1940", "1940-08-20"),
        ("1938-39", "1938/1939"),
        ("1938-30", "1938-30"),
        ("entre mayo y agosto de 1940", "[1940-05..1940-08]"),
        ("between 20 and 22 August 1940", "[1940-08-20..1940-08-22]"),
        ("antes del verano de 1938", "[..1938-05]"),
        ("antes de enero de 1940", "[..1939-12]"),
        ("no antes de 1938", "[1938..]"),
        ("from 1990 onwards", "1990/.."),
        ("193-?", "193X?"),
        ("19--", "19XX"),
        ("193x", "193X"),
        ("1900s", "19XX"),
        ("década de 1900", "190X"),
    ],
)
def test_people_write_dates_in_many_ways(words: str, edtf: str) -> None:
    assert parse_date(words).edtf == edtf


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "31 de febrero de 1940",
        "29 de febrero de 1939",
        "1939-02-29",
        "1939-02-29/1941",
        "2004?-02-30",
        "30.2.1940",
        "8/20/1940",
        "August 32, 1940",
        "20/8/40",
        "agosto",
        "1939-1937",
        "1939/1937",
        "entre 1939 y 1937",
        "1937 o 1939",
        "1939-13",
        "1938-22?",
        "hoy",
        "ayer",
        "el siglo pasado",
        "la casa",
        "1937 y la casa",
        "antes de la guerra",
        "-0000",
        "/..",
        "[..]",
    ],
)
def test_what_is_no_date_or_never_was_is_not_understood(words: str) -> None:
    date = parse_date(words)

    assert date == FuzzyDate(words, None)
    assert not date.is_understood
    assert (date.earliest, date.latest, date.precision) == (None, None, "unknown")
    assert (date.in_words("es"), date.in_words("en")) == (words, words)


@pytest.mark.parametrize(
    ("edtf", "first", "last", "precision"),
    [
        ("1940-08-20T17:20:00", "1940-08-20", "1940-08-20", "day"),
        ("1940-XX", "1940-01-01", "1940-12-31", "year"),
        ("1940-02-XX", "1940-02-01", "1940-02-29", "month"),
        ("1560-1X", "1560-10-01", "1560-12-31", "year"),
        ("193X-02-29", "1932-02-29", "1936-02-29", "decade"),
        ("15XX-12-25", "1500-12-25", "1599-12-25", "century"),
        ("1XXX", "1000-01-01", "1999-12-31", "interval"),
        ("2004-06~-11", "2004-06-11", "2004-06-11", "day"),
        ("1984?-06", "1984-06-01", "1984-06-30", "month"),
        ("[1667,1668-12,1670..1672]", "1667-01-01", "1672-12-31", "interval"),
        ("{1960,1961-12}", "1960-01-01", "1961-12-31", "interval"),
        ("1937-22~/1938", "1937-06-01", "1938-12-31", "interval"),
        ("1938-30", "1938-12-01", "1939-02-28", "season"),
        ("1950S2", "1900-01-01", "1999-12-31", "century"),
        ("../..", "None", "None", "interval"),
        ("1939/", "1939-01-01", "None", "interval"),
        ("XXXX-12-XX", "None", "None", "unknown"),
    ],
)
def test_rare_edtf_is_read_too(edtf: str, first: str, last: str, precision: str) -> None:
    date = parse_date(edtf)

    assert date.edtf == edtf
    assert (str(date.earliest), str(date.latest), date.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("edtf", "day"),
    [
        ("0000", datetime.date.min),
        ("-0044", datetime.date.min),
        ("-0044-03-15", datetime.date.min),
        ("-004X", datetime.date.min),
        ("Y-17E7", datetime.date.min),
        ("Y17E8", datetime.date.max),
        ("Y1E999999999999", datetime.date.max),
        ("Y170000002", datetime.date.max),
    ],
)
def test_what_python_has_no_day_for_is_clamped(edtf: str, day: datetime.date) -> None:
    date = parse_date(edtf)

    assert date.edtf == edtf
    assert (date.earliest, date.latest) == (day, day)


def test_a_winter_at_the_end_of_time_is_clamped() -> None:
    assert parse_date("9999-24").latest == datetime.date.max


@pytest.mark.parametrize(
    ("words", "is_approximate", "is_uncertain"),
    [
        ("1937", False, False),
        ("hacia 1937", True, False),
        ("¿1937?", False, True),
        ("¿hacia 1937?", True, True),
        ("fines de 1939", True, False),
        ("s.f.", False, False),
        ("la casa", False, False),
    ],
)
def test_a_date_knows_whether_it_is_approximate_or_uncertain(
    words: str, is_approximate: bool, is_uncertain: bool
) -> None:
    date = parse_date(words)

    assert (date.is_approximate, date.is_uncertain) == (is_approximate, is_uncertain)


@pytest.mark.parametrize(
    ("written", "es", "en"),
    [
        ("1940-08-20", "20 de agosto de 1940", "20 August 1940"),
        ("1940-08", "agosto de 1940", "August 1940"),
        ("1937", "1937", "1937"),
        ("1937~", "hacia 1937", "about 1937"),
        ("1938?", "1938 (?)", "1938 (?)"),
        ("1938%", "hacia 1938 (?)", "about 1938 (?)"),
        ("1940-08-20~", "hacia el 20 de agosto de 1940", "about 20 August 1940"),
        ("193X", "década de 1930", "1930s"),
        ("193X~", "hacia la década de 1930", "about the 1930s"),
        ("190X", "década de 1900", "decade of 1900"),
        ("18XX", "siglo XIX", "19th century"),
        ("20XX", "siglo XXI", "21st century"),
        ("1938-22", "verano de 1938", "summer of 1938"),
        (
            "1938-21~/1939",
            "de hacia la primavera de 1938 a 1939",
            "from about the spring of 1938 to 1939",
        ),
        ("first quarter of 1939", "primer trimestre de 1939", "first quarter of 1939"),
        ("1937/1939", "1937–1939", "1937–1939"),
        ("1937~/1939~", "hacia 1937–1939", "about 1937–1939"),
        ("1937?/1939?", "1937–1939 (?)", "1937–1939 (?)"),
        ("1937~/1939", "de hacia 1937 a 1939", "from about 1937 to 1939"),
        ("1937/1939?", "de 1937 a posiblemente 1939", "from 1937 to possibly 1939"),
        ("1940-08-20/1940-08-22", "del 20 al 22 de agosto de 1940", "20–22 August 1940"),
        (
            "1940-05-20/1940-06-03",
            "del 20 de mayo al 3 de junio de 1940",
            "from 20 May to 3 June 1940",
        ),
        ("1940-05/1940-08", "de mayo a agosto de 1940", "May–August 1940"),
        ("192X/193X", "de la década de 1920 a la década de 1930", "from the 1920s to the 1930s"),
        ("[1937..1939]", "entre 1937 y 1939", "between 1937 and 1939"),
        (
            "[1940-08-20..1940-08-22]",
            "entre el 20 y el 22 de agosto de 1940",
            "between 20 and 22 August 1940",
        ),
        ("[..1939]", "antes de 1940", "before 1940"),
        ("[..1940-08-19]", "antes del 20 de agosto de 1940", "before 20 August 1940"),
        ("[1941..]", "después de 1940", "after 1940"),
        ("1939/..", "desde 1939", "from 1939"),
        ("../1940", "hasta 1940", "until 1940"),
        ("../1938-22", "hasta el verano de 1938", "until the summer of 1938"),
        ("XXXX", "sin fecha", "undated"),
        ("fines de 1939", "fines de 1939", "late 1939"),
        ("mid-1930s", "mediados de la década de 1930", "mid-1930s"),
        ("principios del siglo XX", "principios del siglo XX", "early 20th century"),
        ("c. verano de 1938", "hacia el verano de 1938", "about the summer of 1938"),
        ("44 BC", "44 a. C.", "44 BC"),
    ],
)
def test_a_date_is_told_in_both_languages(written: str, es: str, en: str | None) -> None:
    date = parse_date(written)

    assert date.is_understood
    assert (date.in_words("es"), date.in_words("en")) == (es, en)


def test_the_words_decide_what_edtf_writes_alike() -> None:
    late = parse_date("fines de la década de 1930")
    about = parse_date("entre hacia 1937 y 1939")

    assert late.edtf == about.edtf == "1937~/1939"
    assert late.in_words("en") == "late 1930s"
    assert about.in_words("en") == "from about 1937 to 1939"


def test_a_third_language_and_a_rare_expression_keep_the_words_as_written() -> None:
    assert parse_date("hacia 1937").in_words("fr") == "hacia 1937"
    assert parse_date("{1960,1961-12}").in_words("es") == "{1960,1961-12}"


def test_dates_sort_by_their_first_and_then_their_last_day() -> None:
    in_order = [
        "44 a.C.",
        "siglo XIX",
        "1879",
        "los años 30",
        "1938-02-16",
        "verano de 1938",
        "antes de 1940",
        "agosto de 1940",
        "1940-08-20",
        "después de 1940",
        "1990",
        "la casa",
        "s.f.",
    ]

    dates = [parse_date(words) for words in in_order]

    backwards = dates[::-1]
    assert sorted(backwards) == dates


def test_a_date_survives_json() -> None:
    for words in ("hacia 1937", "la casa"):
        date = parse_date(words)
        assert FuzzyDate.from_json(date.to_json()) == date
    assert parse_date("hacia 1937").to_json() == {"words": "hacia 1937", "edtf": "1937~"}
    assert parse_date("la casa").to_json() == {"words": "la casa"}


def test_a_date_cannot_be_made_from_false_edtf() -> None:
    with pytest.raises(ValueError, match="not an EDTF date: '1940-02-31'"):
        FuzzyDate("31 de febrero de 1940", "1940-02-31")


def test_who_requires_a_date_is_told_the_words_that_are_none() -> None:
    assert require_date("hacia 1937").edtf == "1937~"
    with pytest.raises(DateNotUnderstood) as refusal:
        require_date("la casa")
    assert refusal.value.words == "la casa"
    assert refusal.value.code == "date-not-understood"


# --- properties -------------------------------------------------------------------------------

years = st.integers(1001, 9998).map(str)
months = st.builds(lambda y, m: f"{y}-{m:02}", years, st.integers(1, 12))
days = st.dates(datetime.date(1001, 1, 1), datetime.date(9998, 12, 31)).map(str)
marks = st.sampled_from(["", "?", "~", "%"])
plain = years | months | days
pieces = st.builds(str.__add__, plain, marks)
decades = st.builds(str.__add__, st.integers(100, 998).map("{}X".format), marks)
centuries = st.builds(str.__add__, st.integers(10, 98).map("{}XX".format), marks)
# From 25 on, what looks like EDTF may be short for two years: 1937-39.
seasons = st.builds(lambda y, s: f"{y}-{s}", years, st.integers(21, 24))
intervals = st.builds(lambda a, b: f"{a}/{b}", pieces, pieces)
open_ones = pieces.flatmap(lambda p: st.sampled_from([f"{p}/..", f"../{p}"]))
choices = (years | days).flatmap(lambda p: st.sampled_from([f"[..{p}]", f"[{p}..]"]))
edtf_dates = pieces | decades | centuries | seasons | intervals | open_ones | choices


@settings(max_examples=300, deadline=None)
@given(edtf_dates)
def test_what_is_told_can_be_read_back(edtf: str) -> None:
    date = parse_date(edtf)
    if not date.is_understood:
        assert "/" in edtf  # ends before it begins
        return

    for language in ("es", "en"):
        told = date.in_words(language)
        assert parse_date(told).edtf == edtf


FRAGMENTS = """
1937 1940 20 VIII agosto August verano de del a al y entre between hacia c. ca. ¿ ? (?) ~ / -
– .. [ ] { } , años 30 siglo XIX century 1930s antes before fines late XX X % T Y E S
"""
fragments = st.sampled_from(FRAGMENTS.split())


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.lists(fragments, max_size=8).map(" ".join))
def test_any_words_are_kept_and_no_date_ends_before_it_begins(words: str) -> None:
    date = parse_date(words)

    assert date.words == words
    assert date.is_understood or date.edtf is None
    if date.earliest and date.latest:
        assert date.earliest <= date.latest
    assert date.in_words("es") or not words
    assert FuzzyDate.from_json(date.to_json()) == date


@pytest.mark.parametrize(
    "words",
    [
        "x" * 10_000,
        "1" * 10_000,
        "é" * 10_000,
        "entre " * 2_000,
        "1-" * 100,
        "a y " * 50,
        "¿" * 100 + "?" * 100,
        "1 a " * 49,
        "{" + "1900," * 39 + "1}",
        "Y1E" + "9" * 190,
        "\ud800\x00",
    ],
)
def test_rubbish_is_refused_quickly(words: str) -> None:
    started = time.process_time()
    date = parse_date(words)

    assert date.words == words
    assert time.process_time() - started < 1


def test_common_dates_need_no_grammar() -> None:
    day = datetime.date(1900, 1, 1)
    dates = [day + datetime.timedelta(days=n) for n in range(3_000)]
    written = [f"{d.day}/{d.month}/{d.year}" for d in dates] + [
        f"hacia el {d:%d-%m-%Y}" for d in dates
    ]
    started = time.process_time()

    understood = [parse_date(words) for words in written]

    # The grammar of the package would take half a minute.
    assert time.process_time() - started < 2
    assert [d.earliest for d in understood] == dates * 2
