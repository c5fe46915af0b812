"""The exports of common loggers, and of people, are read as tables of readings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casamuseo.collection.errors_climate import (
    DayOrMonthFirst,
    TooManyReadings,
    UnreadableReadings,
)
from casamuseo.collection.loggers import MEGABYTES, Order, Readings, read_logger
from casamuseo.collection.terms import Quantity

MEXICO = ZoneInfo("America/Mexico_City")
T, H, L = Quantity.TEMPERATURE, Quantity.HUMIDITY, Quantity.LIGHT

ELITECH = """\
No.,Time,Temperature(°C),Humidity(%RH)
1,2026-11-20 10:00:00,21.5,48.2
2,2026-11-20 10:30:00,21.6,48.0
"""
TESTO = """\
"Fecha/Hora";"Temperatura [°C]";"Humedad relativa [%HR]"
"20/11/2026 10:00:00";"21,5";"48,2"
"20/11/2026 10:30:00";"21,6";"48,0"
"""
HOBO = """\
"Plot Title: Study, north wall"
"#","Date Time, GMT-06:00","Temp, °F (LGR S/N: 10, SEN S/N: 10)","RH, % (LGR S/N: 10)","Host Connected"
1,11/20/26 10:00:00 AM,70.7,48.2,
2,11/20/26 10:30:00 AM,70.88,48.0,
3,11/20/26 10:31:07 AM,,,Logged
"""
LASCAR = """\
Study,Time,Celsius(°C),Humidity(%rh),Dew Point(°C),Serial Number
1,20/11/2026 10:00:00,21.5,48.2,10.1,010012345
2,20/11/2026 10:30:00,21.6,48.0,10.2
"""
TANDD = """\
"Date/Time","Date/Time","CH.1","CH.2"
"","","°C","%"
"2026-11-20 10'00'00","46346.4166","21.5","48.2"
"2026-11-20 10'30'00","46346.4375","21.6","48.0"
"""
PLAIN = """\
fecha\thora\ttemperatura\thumedad
20-11-2026\t10:00\t21,5\t48,2
20-11-2026\t10:30\t21,6\t48
"""


def read(words: str, *, order: Order | None = None, encoding: str = "utf-8") -> Readings:
    return read_logger(words.encode(encoding), zone=MEXICO, order=order)


def told(found: Readings) -> list[tuple[str, str, float]]:
    """Each value with its moment by the clock on the wall."""
    return [
        (f"{each.at.astimezone(MEXICO):%Y-%m-%d %H:%M}", each.quantity, each.raw)
        for each in found.values
    ]


@pytest.mark.parametrize("export", [ELITECH, TESTO, HOBO, LASCAR, TANDD, PLAIN])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_maker_says_the_same(export: str, encoding: str) -> None:
    found = read(export, encoding=encoding)

    assert told(found) == [
        ("2026-11-20 10:00", T, 21.5),
        ("2026-11-20 10:00", H, 48.2),
        ("2026-11-20 10:30", T, 21.6),
        ("2026-11-20 10:30", H, 48.0),
    ]
    assert found.bad == []


def test_windows_and_old_macintosh_line_ends_are_read() -> None:
    for ends in ("\r\n", "\r"):
        assert len(read(ELITECH.replace("\n", ends)).values) == 4


def test_the_dew_point_is_no_temperature_and_is_named_as_left_out() -> None:
    found = read(LASCAR)

    assert found.quantities == [T, H]
    assert found.ignored == ["Dew Point(°C)", "Serial Number"]


def test_light_comes_in_lux_in_thousands_of_them_or_in_foot_candles() -> None:
    row = "\n2026-11-20 10:00,{}"

    assert read("Date,Lux" + row.format("150")).values[0].raw == 150
    assert read("Date,Iluminancia klux" + row.format("1.5")).values[0].raw == 1500
    assert read('Date,"Intensity, lum/ft²"' + row.format("10")).values[0].raw == 107.6391
    assert read("Date,Luz" + row.format("150")).values[0].quantity == L


def test_thousands_and_decimals_are_told_apart_by_the_whole_table() -> None:
    english = 'Date,Temp °C,Lux\n2026-11-20 10:00,21.5,"1,234"'
    spanish = "Fecha;Temp °C;Luz\n2026-11-20 10:00;21,5;1.234\n2026-11-20 11:00;21,5;1.234,5"

    assert [each.raw for each in read(english).values] == [21.5, 1234]
    assert [each.raw for each in read(spanish).values] == [21.5, 1234, 21.5, 1234.5]


def test_units_beside_the_numbers_are_no_fault() -> None:
    found = read("Fecha;Temperatura;Humedad\n2026-11-20 10:00;21,5 °C;48 %")

    assert [each.raw for each in found.values] == [21.5, 48]


def test_a_clock_of_the_afternoon_is_read_in_both_languages() -> None:
    table = "Date,Temp °C\n2026-11-20 12:05 AM,1\n2026-11-20 1:05:09 p. m.,2\n2026-11-20 12:00 pm,3"

    assert [moment for moment, *_rest in told(read(table))] == [
        "2026-11-20 00:05",
        "2026-11-20 13:05",
        "2026-11-20 12:00",
    ]


def test_a_zone_in_the_headings_or_the_row_is_stronger_than_the_house() -> None:
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)

    assert read("Date (UTC),Temp °C\n2026-11-20 10:00,21").values[0].at == at
    assert read("Date,Temp °C\n2026-11-20T10:00:00Z,21").values[0].at == at
    assert read("Date,Temp °C\n2026-11-20 12:30+02:30,21").values[0].at == at
    assert read('"Date Time, GMT-05:30",Temp °C\n2026-11-20 04:30,21').values[0].at == at
    assert read("Date,Temp °C\n2026-11-20 10:00,21").values[0].at == at + timedelta(hours=6)


def days(*written: str) -> str:
    return "Date,Temp °C\n" + "\n".join(f"{day} 10:00,21" for day in written)


@pytest.mark.parametrize(
    ("written", "order"),
    [
        (["11/12/2026", "13/12/2026"], Order.DAY_FIRST),
        (["12/11/2026", "12/13/2026"], Order.MONTH_FIRST),
        (["05.06.2026"], Order.DAY_FIRST),
        (["06/06/2026"], Order.DAY_FIRST),
        (["01/02/2026", "02/02/2026", "03/02/2026"], Order.DAY_FIRST),
        (["02/01/2026", "02/02/2026", "02/03/2026"], Order.MONTH_FIRST),
        (["03/02/26", "02/02/26"], Order.DAY_FIRST),
    ],
)
def test_the_whole_file_says_whether_the_day_or_the_month_comes_first(
    written: list[str], order: Order
) -> None:
    assert told(read(days(*written))) == told(read(days(*written), order=order))


@pytest.mark.parametrize("written", [["05/06/2026"], ["01/02/2026", "04/05/2026"]])
def test_where_it_does_not_say_it_is_asked(written: list[str]) -> None:
    with pytest.raises(DayOrMonthFirst) as refused:
        read(days(*written))

    assert refused.value.facts == {"example": f"{written[0]} 10:00"}
    (moment, *_rest), *_others = told(read(days("05/06/2026"), order=Order.MONTH_FIRST))
    assert moment == "2026-05-06 10:00"


def test_each_bad_row_is_said_with_its_line_and_the_others_are_read() -> None:
    found = read(
        "Date,Temp °C,RH %\n"
        "yesterday,20,40\n"
        "2026-11-20 10:00,21.5,48\n"
        "2026-02-30 10:00,21.5,48\n"
        "\n"
        "2026-11-20 11:00,warm,48\n"
        "2026-11-20 12:00,21.5,480\n"
        "2026-11-20 13:00,---,\n"
        "2026-11-20 25:00,21.5,48\n"
        "1970-01-01 00:00,21.5,48\n"
    )

    assert [bad.line for bad in found.bad] == [2, 4, 6, 7, 9, 10]
    assert len(found.values) == 4
    assert [each.line for each in found.values] == [3, 3, 6, 7]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"name,colour\npen,red",
        b"2026-11-20 10:00,21.5",
        b"Date,Depth\n2026-11-20 10:00,3",
    ],
)
def test_what_is_no_table_of_readings_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableReadings):
        read_logger(content, zone=MEXICO)


def test_a_file_that_is_too_big_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooManyReadings):
        read_logger(b"x" * (MEGABYTES * 1_000_000 + 1), zone=MEXICO)


def test_three_hundred_columns_are_no_fault() -> None:
    headings = ",".join(["Date", "Temp °C", *(f"note {number}" for number in range(300))])
    row = ",".join(["2026-11-20 10:00", "21.5", *("=1+1" for _number in range(300))])

    assert [each.raw for each in read(f"{headings}\n{row}").values] == [21.5]


@pytest.mark.parametrize(
    "row",
    [
        "2026-01-02;12:00;1" + " " * 20_000 + "x;5",
        "2026-01-02 12:00" + " " * 100_000 + "x;12:00;1;2",
    ],
)
def test_spaces_without_end_do_not_hold_the_reading_up(row: str) -> None:
    content = f"Date;Time;Temperature °C;RH %\n2026-01-01;12:00;20;50\n{row}\n"

    read = read_logger(content.encode(), zone=UTC)

    assert [bad.line for bad in read.bad] == [3]


def test_a_cell_without_end_is_no_reading() -> None:
    content = "Date;Time;Temperature °C\n2026-01-01;12:00;" + "1" * 200_000

    with pytest.raises(UnreadableReadings):
        read_logger(content.encode(), zone=UTC)


@pytest.mark.parametrize("day", ["00/05/2026", "05/00/2026"])
def test_a_day_that_is_none_is_told_of_by_its_line(day: str) -> None:
    content = f"Date;Temperature °C\n13/05/2026 12:00;20\n{day} 12:00;21\n"

    read = read_logger(content.encode(), zone=UTC)

    assert ([bad.line for bad in read.bad], len(read.values)) == ([3], 1)


def test_a_table_of_days_that_are_none_is_still_answered() -> None:
    content = "Date;Temperature °C\n00/05/2026 12:00;20\n00/06/2026 12:00;21\n"

    read = read_logger(content.encode(), zone=UTC)

    assert [bad.line for bad in read.bad] == [2, 3]
