"""Base45 against the examples of RFC 9285, and only in its one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casamuseo.visit.codes import base45


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"", ""),
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
    ],
)
def test_the_examples_of_the_rfc_hold(octets: bytes, text: str) -> None:
    assert base45.encode(octets) == text
    assert base45.decode(text) == octets


@pytest.mark.parametrize("text", ["A", "GGW", ":::", "V5", "::", "ab", "A\n", "É0", "AB\u0660"])
def test_what_no_encoder_writes_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        base45.decode(text)


@given(st.binary(max_size=200))
def test_all_bytes_come_back(octets: bytes) -> None:
    assert base45.decode(base45.encode(octets)) == octets


@given(st.text(alphabet=base45.ALPHABET, max_size=60))
def test_a_text_that_is_read_is_the_only_one_for_its_bytes(text: str) -> None:
    try:
        octets = base45.decode(text)
    except ValueError:
        return
    assert base45.encode(octets) == text
