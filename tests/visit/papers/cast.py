"""Facts for papers: a house, a family's booking, its ticket, a school's tour."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from casamuseo.visit.codes.short_code import short_code
from casamuseo.visit.codes.ticket_code import sign
from casamuseo.visit.papers.facts import (
    Amount,
    Booking,
    House,
    Line,
    Sale,
    ShiftClosed,
    Ticket,
    Tour,
)
from tests.visit.codes.vectors import A_FAMILY, FIRST

WRITTEN_AT = datetime(2026, 11, 20, 18, 5, tzinfo=UTC)
CASA = House(
    key="trotsky",
    name="Museo Casa de León Trotsky",
    address="Río Churubusco 410, Del Carmen, Coyoacán, 04100 Ciudad de México",
    zone=ZoneInfo("America/Mexico_City"),
    currency="MXN",
    url="https://museo.example/es/",
    contact="visitas@museo.example",
)
FAMILY = Booking(
    house=CASA,
    number="2026-000417",
    url="https://museo.example/es/reserva/9f3b0c7e51aa4d0c8b1e2f3a4b5c6d7e",
    product="Visita a la casa",
    starts_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
    ends_at=datetime(2026, 11, 24, 23, tzinfo=UTC),
    is_all_day=True,
    lines=(
        Line(category="Adultos", count=2, unit_cents=4000),
        Line(
            category="Estudiantes y maestros con credencial",
            count=1,
            unit_cents=2000,
            proof="Credencial vigente de estudiante o maestro",
        ),
        Line(category="Niñas y niños menores de 12 años", count=1, unit_cents=0),
    ),
    total_cents=10000,
    name="Ana Ñúñez",
    conditions=(
        "La última entrada es a las 16:30.",
        "Las mochilas grandes se dejan en la entrada.",
        "Si no puede venir, cambie la fecha sin costo en la página de su reserva.",
    ),
)
TICKET = Ticket(
    booking=FAMILY, code=sign(A_FAMILY, key=FIRST), short_code=short_code(A_FAMILY.ticket_id)
)
SCHOOL = Tour(
    house=CASA,
    number="V-0031",
    url="https://museo.example/es/visita/5d0c8b1e2f3a4b5c6d7e9f3b0c7e51aa",
    starts_at=datetime(2026, 12, 3, 16, tzinfo=UTC),
    ends_at=datetime(2026, 12, 3, 17, 30, tzinfo=UTC),
    spoken="español",
    party=26,
    group="Secundaria Técnica 43",
    fee_cents=50000,
    admission_cents=52000,
    guide="Elena Ruiz",
    final_count_on=date(2026, 11, 30),
)
SALE = Sale(
    house=CASA,
    number="001284",
    till="Taquilla",
    clerk="Chucho",
    at=datetime(2026, 11, 24, 17, 42, tzinfo=UTC),
    product="Visita a la casa",
    lines=FAMILY.lines,
    total_cents=10000,
    method="Efectivo",
    received_cents=20000,
    code=TICKET.code,
    short_code=TICKET.short_code,
    notes=("¡Gracias por su visita! Conserve este recibo.",),
)
SHIFT = ShiftClosed(
    house=CASA,
    till="Taquilla",
    number=87,
    opened_by="Chucho",
    opened_at=datetime(2026, 11, 24, 15, 50, tzinfo=UTC),
    closed_by="Chucho",
    closed_at=datetime(2026, 11, 24, 23, 12, tzinfo=UTC),
    first_movement="001201",
    last_movement="001288",
    sold=(
        Amount(name="Adultos", count=61, cents=244000),
        Amount(name="Estudiantes y maestros con credencial", count=22, cents=44000),
        Amount(name="Niñas y niños menores de 12 años", count=14, cents=0),
    ),
    taken=(
        Amount(name="Efectivo", count=70, cents=230000),
        Amount(name="Terminal bancaria", count=12, cents=58000),
    ),
    float_cents=50000,
    cash=(
        Amount(name="Venta", cents=230000),
        Amount(name="Devolución", cents=-4000),
        Amount(name="Retiro a la caja fuerte", cents=-150000),
    ),
    expected_cents=126000,
    counted_cents=125500,
    note="Faltó una moneda de cinco pesos.",
)
