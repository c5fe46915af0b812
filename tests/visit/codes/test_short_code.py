"""The short code: read aloud, typed with errors, and told."""

import json

import pytest

from casamuseo.visit.codes.errors import BadShortCodeError
from casamuseo.visit.codes.short_code import ALPHABET, parse_short_code, short_code
from tests.visit.codes.vectors import FILE

PUBLISHED = json.loads(FILE.read_text(encoding="utf-8"))
RANDOM = bytes.fromhex("9f3b0c7e51aa00000000")
CODE = short_code(RANDOM)


def _reason(typed: str) -> str:
    with pytest.raises(BadShortCodeError) as refusal:
        parse_short_code(typed)
    return refusal.value.code


def test_it_has_two_groups_of_four() -> None:
    assert CODE == "KWXG-RZJ7"


def test_the_published_short_codes_hold() -> None:
    for vector in PUBLISHED["short_codes"]:
        assert short_code(bytes.fromhex(vector["random"])) == vector["short_code"]


@pytest.mark.parametrize("vector", PUBLISHED["typed_short_codes"], ids=lambda one: one["typed"])
def test_what_is_typed_is_understood_or_refused(vector: dict[str, str]) -> None:
    if "means" in vector:
        assert parse_short_code(vector["typed"]) == vector["means"]
    else:
        assert _reason(vector["typed"]) == vector["refused"]


def test_every_single_wrong_letter_is_told() -> None:
    letters = CODE.replace("-", "")
    for place, letter in enumerate(letters):
        for other in ALPHABET.replace(letter, ""):
            assert _reason(letters[:place] + other + letters[place + 1 :]) == "check"


def test_every_two_letters_swapped_are_told() -> None:
    letters = CODE.replace("-", "")
    for first in range(8):
        for second in range(first + 1, 8):
            if letters[first] != letters[second]:
                swapped = list(letters)
                swapped[first], swapped[second] = swapped[second], swapped[first]
                assert _reason("".join(swapped)) == "check"


@pytest.mark.parametrize(
    "typed", ["", "   ", "é" * 8, "١٢٣٤٥٦٧٨", "ＫＷＸＧＲＺＪＸ", "K" * 10_000]
)
def test_anything_else_that_is_typed_is_refused(typed: str) -> None:
    assert _reason(typed) in {"length", "character"}
