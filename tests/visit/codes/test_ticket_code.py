"""The signed code: what it says comes back, and nothing altered is accepted."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from casamuseo.visit.codes import base45
from casamuseo.visit.codes.errors import BadCodeError
from casamuseo.visit.codes.ticket_code import TicketClaims, new_ticket_id, read, sign
from tests.visit.codes.vectors import A_FAMILY, EVERY_BIT, FILE, FIRST, NO_BIT, SECOND, vectors

PUBLISHED = json.loads(FILE.read_text(encoding="utf-8"))
KEYS = {int(key_id): bytes.fromhex(key) for key_id, key in PUBLISHED["keys"].items()}


def _reason(code: str) -> str:
    with pytest.raises(BadCodeError) as refusal:
        read(code, keys=KEYS)
    return refusal.value.code


def test_the_published_vectors_are_what_the_program_writes() -> None:
    assert vectors() == PUBLISHED


def test_every_valid_vector_says_what_it_should() -> None:
    for vector in PUBLISHED["valid"]:
        assert read(vector["code"], keys=KEYS) == TicketClaims(
            ticket_id=bytes.fromhex(vector["ticket_id"]),
            starts_at=datetime.fromisoformat(vector["starts_at"]),
            ends_at=datetime.fromisoformat(vector["ends_at"]),
            party=vector["party"],
            product=vector["product"],
        )


@pytest.mark.parametrize("vector", PUBLISHED["refused"], ids=lambda vector: vector["what"])
def test_every_altered_vector_is_refused_with_its_reason(vector: dict[str, str]) -> None:
    assert _reason(vector["code"]) == vector["reason"]


@pytest.mark.parametrize("claims", [A_FAMILY, EVERY_BIT, NO_BIT])
def test_every_byte_flipped_is_refused(claims: TicketClaims) -> None:
    octets = base45.decode(sign(claims, key=FIRST))

    reasons = set()
    for place in range(len(octets)):
        for flip in (0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF):
            altered = bytearray(octets)
            altered[place] ^= flip
            reasons.add(_reason(base45.encode(bytes(altered))))

    assert len(octets) == 84
    assert reasons == {"unknown-version", "unknown-key", "bad-signature"}


def test_every_letter_changed_is_refused() -> None:
    code = sign(A_FAMILY, key=SECOND)

    for place, letter in enumerate(code):
        value = base45.ALPHABET.index(letter)
        for step in (1, 7, 44):
            other = base45.ALPHABET[(value + step) % 45]
            assert _reason(code[:place] + other + code[place + 1 :])


def test_two_neighbouring_letters_swapped_are_refused() -> None:
    code = sign(A_FAMILY, key=FIRST)

    for place in range(len(code) - 1):
        if code[place] != code[place + 1]:
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert _reason(swapped)


def test_a_ticket_of_another_house_is_refused_though_the_key_has_the_same_number() -> None:
    with pytest.raises(BadCodeError) as refusal:
        read(sign(A_FAMILY, key=FIRST), keys={FIRST.key_id: SECOND.public})

    assert refusal.value.code == "bad-signature"


def test_a_code_has_126_letters_of_the_qr_alphabet() -> None:
    code = sign(EVERY_BIT, key=SECOND)

    assert len(code) == 126
    assert set(code) <= set(base45.ALPHABET)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ticket_id": b"short"},
        {"party": 0},
        {"party": 256},
        {"product": 256},
        {"ends_at": A_FAMILY.starts_at},
        {"starts_at": A_FAMILY.starts_at + timedelta(seconds=1)},
        {"starts_at": datetime(2025, 12, 31, tzinfo=UTC)},
        {"ends_at": datetime(2058, 1, 1, tzinfo=UTC)},
    ],
)
def test_claims_that_do_not_fit_are_not_signed(wrong: dict[str, object]) -> None:
    fields = {name: getattr(A_FAMILY, name) for name in A_FAMILY.__slots__}

    with pytest.raises(ValueError):
        sign(TicketClaims(**{**fields, **wrong}), key=FIRST)


def test_ticket_ids_have_eighty_bits_and_differ() -> None:
    ids = {new_ticket_id() for _number in range(1000)}

    assert len(ids) == 1000
    assert {len(one) for one in ids} == {10}
