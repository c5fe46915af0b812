"""Receipts for a printer: the letters it knows, the width it has, and what happens when it is away."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
import qrcode

from casamuseo.visit.papers.facts import Line
from casamuseo.visit.papers.printing import COLUMNS, PrinterError, send, to_escpos
from casamuseo.visit.papers.receipt import PaperLine, receipt, z_report
from tests.visit.papers.cast import SALE, SHIFT, TICKET
from tests.visit.papers.golden import printed

CODE_PAGE_850 = b"\x1bt\x02"


def _text(*lines: PaperLine) -> bytes:
    return to_escpos(lines, paper_mm=80)


def test_the_accents_of_spanish_are_one_byte_each_of_code_page_850() -> None:
    words = "áéíóúüñ ÁÉÍÓÚÜÑ ¿¡ «»"

    data = _text(PaperLine("text", words))

    assert CODE_PAGE_850 in data
    assert words.encode("cp850") in data
    assert data.count(b"\x1bt") == 1


def test_what_the_code_page_lacks_is_written_plainly() -> None:
    data = _text(PaperLine("text", "“Łódź” — Nguyễn Ő… 李 😀"))

    assert b'"?\xa2dz" - Nguyen O... ? ?\n' in data


def test_words_cannot_steer_the_printer() -> None:
    hostile = "Ana\x1bp0\x19\xfa\x1dV\x00\x10\x14\x01\x9b"
    harmless = to_escpos([PaperLine("text", "Anap0·V")], paper_mm=80)

    data = to_escpos([PaperLine("text", hostile)], paper_mm=80)

    assert data == harmless.replace("·".encode("cp850"), "ú".encode("cp850"))


@pytest.mark.parametrize("paper_mm", [58, 80])
def test_no_line_is_wider_than_the_paper(paper_mm: int) -> None:
    long = replace(
        SALE,
        code="",
        short_code="",
        lines=(Line(category="Estudiantes " * 12, count=99, unit_cents=999_999_99),),
        clerk="Ñ" * 80,
        method="M" * 70,
    )
    for lines in (receipt(long, language="es"), z_report(SHIFT, language="es")):
        for row in printed(lines, paper_mm=paper_mm).decode().splitlines():
            assert len(row) <= COLUMNS[paper_mm]


def test_amounts_stand_at_the_right_edge() -> None:
    rows = printed(receipt(SALE, language="en"), paper_mm=58).decode().splitlines()

    assert "2 × Adultos                80.00" in rows
    assert "Total                 100.00 MXN" in rows
    assert "Change given              100.00" in rows


def test_the_ticket_is_printed_as_a_qr_of_correction_m_and_31_millimetres() -> None:
    data = to_escpos(receipt(SALE, language="en"), paper_mm=58)

    size, correction = b"\x1d(k\x03\x001C\x06", b"\x1d(k\x03\x001E1"
    stored = b"\x1d(k" + (len(TICKET.code) + 3).to_bytes(2, "little") + b"1P0"
    assert size in data
    assert correction in data
    assert stored + TICKET.code.encode() in data
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(TICKET.code)
    code.make()
    assert code.modules_count * 6 / 8 >= 30


def test_a_sale_without_a_ticket_prints_no_qr() -> None:
    data = to_escpos(receipt(replace(SALE, code=""), language="en"), paper_mm=80)

    assert b"\x1d(k" not in data


def test_a_refund_gives_no_ticket_and_no_change() -> None:
    lines = receipt(replace(SALE, is_refund=True), language="en")

    assert PaperLine("title", "Refund") in lines
    assert not [line for line in lines if line.kind == "qr" or line.left == "Change given"]


def test_a_second_paper_says_that_it_is_a_copy() -> None:
    assert PaperLine("title", "This is a copy") in receipt(
        replace(SALE, is_copy=True), language="en"
    )
    assert PaperLine("title", "This is a copy") not in receipt(SALE, language="en")


def test_cash_opens_the_drawer_and_nothing_else_does() -> None:
    kick = b"\x1bp\x00"

    assert kick in to_escpos([], paper_mm=80, opens_drawer=True)
    assert kick not in to_escpos(receipt(SALE, language="en"), paper_mm=80)


def test_the_difference_is_counted_less_expected() -> None:
    missing = z_report(SHIFT, language="en")
    over = z_report(replace(SHIFT, counted_cents=126_050), language="en")

    assert PaperLine("total", "Difference", "-5.00 MXN") in missing
    assert PaperLine("total", "Difference", "0.50 MXN") in over


@pytest.fixture
def printer() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_a_printer_on_the_network_gets_every_byte(printer: socket.socket) -> None:
    got = bytearray()

    def take() -> None:
        connection, _address = printer.accept()
        with connection:
            while chunk := connection.recv(4096):
                got.extend(chunk)

    taking = threading.Thread(target=take)
    taking.start()
    data = to_escpos(receipt(SALE, language="es"), paper_mm=80) * 50

    send(data, host="127.0.0.1", port=printer.getsockname()[1])
    taking.join(timeout=5)

    assert bytes(got) == data


def test_a_printer_that_is_away_is_told_as_unreachable(printer: socket.socket) -> None:
    port = printer.getsockname()[1]
    printer.close()

    with pytest.raises(PrinterError) as refusal:
        send(b"x", host="127.0.0.1", port=port)

    assert refusal.value.code == "unreachable"
    assert refusal.value.where == f"127.0.0.1:{port}"


def test_a_printer_that_takes_nothing_is_told_as_a_timeout(printer: socket.socket) -> None:
    # It accepts the connection and then reads nothing, as one that is out of paper.
    with pytest.raises(PrinterError) as refusal:
        send(b"x" * 50_000_000, host="127.0.0.1", port=printer.getsockname()[1], timeout=0.2)

    assert refusal.value.code == "timeout"
