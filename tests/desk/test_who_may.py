"""The matrix: every address of the desk and the door, every role, and nobody at all.

A page that is not in the table fails. A row says who is let in and what the others are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from casamuseo.staff.access import ANYBODY, ITSELF, guard_of
from casamuseo.staff.terms import Role
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db

ROLES = set(Role.values)
DIRECTOR, TILL, GATE, GUIDE, CURATOR, EDITOR, TRANSLATOR = Role.values


@dataclass(frozen=True)
class Row:
    """Who is let in, what others are told, and what stands in the place of the address's parts."""

    let_in: set[str]
    others: int = 403
    parts: Callable[[], dict[str, Any]] = dict
    is_public: bool = False
    """Also for whoever is not signed in."""
    asks_token: bool = False
    """For devices: without their token nobody is let in, whatever their role."""


def only(*roles: str, others: int = 403, parts: Callable[[], dict[str, Any]] = dict) -> Row:
    return Row(set(roles), others=others, parts=parts)


STAFF = Row(ROLES)
PUBLIC = Row(ROLES, is_public=True)
DEVICE = Row(set(), asks_token=True)


def a_colleague() -> dict[str, Any]:
    return {"key": a_member("curator", login="colleague").pk}


TABLE = {
    "desk/": STAFF,
    "desk/sign-in/": PUBLIC,
    "desk/sign-in/code/": PUBLIC,
    "desk/welcome/<str:token>/": Row(set(), others=404, parts=lambda: {"token": "guessed"}),
    "desk/sign-out/": STAFF,
    "desk/account/": STAFF,
    "desk/account/passphrase/": STAFF,
    "desk/account/second-factor/": STAFF,
    "desk/account/second-factor/picture.svg": Row(set(), others=404),
    "desk/account/second-factor/end/": STAFF,
    "desk/account/recovery-codes/": STAFF,
    "desk/people/": only(DIRECTOR),
    "desk/people/add/": only(DIRECTOR),
    "desk/people/<int:key>/": only(DIRECTOR, others=404, parts=a_colleague),
    "desk/people/<int:key>/link/": only(DIRECTOR, others=404, parts=a_colleague),
    "desk/people/<int:key>/end-second-factor/": only(DIRECTOR, others=404, parts=a_colleague),
    "desk/people/<int:key>/deactivate/": only(DIRECTOR, others=404, parts=a_colleague),
    "desk/people/<int:key>/reactivate/": only(DIRECTOR, others=404, parts=a_colleague),
    "desk/<path:rest>": Row(set(), others=404, parts=lambda: {"rest": "nothing/here/"}),
}


def addresses(
    patterns: list[Any] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the desk and the door with its pattern, as it is written in the code."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(each.pattern)
        if not before and not path.startswith(("desk/", "gate/")):
            continue
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, path)
        else:
            yield path, each


ADDRESSES = dict(addresses())


def test_every_address_stands_in_the_table_and_the_table_has_no_other() -> None:
    assert sorted(ADDRESSES) == sorted(TABLE)


@pytest.mark.parametrize("path", sorted(ADDRESSES))
def test_every_view_has_a_guard(path: str) -> None:
    guard = guard_of(ADDRESSES[path].callback)
    row = TABLE[path]

    assert guard != ""
    assert (guard == ITSELF) == row.asks_token
    if row.is_public:
        assert guard == ANYBODY


def filled(path: str, row: Row) -> str:
    """The address with its parts in the place of `<int:key>` and the like."""
    address = f"/{path}"
    for name, value in row.parts().items():
        start = address.index("<")
        end = address.index(">", start)
        assert address[start:end].endswith(name)
        address = f"{address[:start]}{value}{address[end + 1 :]}"
    return address


def told(client: Client, method: str, address: str) -> int | str:
    """The status, or where to."""
    response = client.generic(method, address)
    sign_in = response.status_code == 302 and response.headers["Location"].startswith(
        "/desk/sign-in/?next="
    )
    return "sign in" if sign_in else response.status_code


@pytest.mark.parametrize("path", sorted(TABLE))
def test_every_role_is_let_in_or_told_what_the_table_says(path: str) -> None:
    row = TABLE[path]
    address = filled(path, row)
    for role in sorted(ROLES):
        client = signed_in(a_member(role, language="es"))
        found = told(client, "GET", address)
        if row.asks_token:
            assert found in {401, 403, 405}, role
        elif role in row.let_in:
            assert found not in {401, 403, 404, 500, "sign in"}, role
        else:
            assert found == row.others, role
            # What may not be read may not be done either.
            assert told(client, "POST", address) == row.others, role


@pytest.mark.parametrize("path", sorted(TABLE))
def test_nobody_signed_in_gets_no_further_than_the_sign_in_page(path: str, client: Client) -> None:
    row = TABLE[path]
    address = filled(path, row)
    found = told(client, "GET", address)

    if row.asks_token:
        assert found in {401, 403, 405}
    elif row.is_public:
        assert found in {200, 302}
    elif path == "desk/welcome/<str:token>/":
        assert found == 404
    else:
        assert found == "sign in"
        assert client.post(address).headers["Location"] == "/desk/sign-in/"


@pytest.mark.parametrize("path", sorted(TABLE))
def test_a_member_who_was_deactivated_is_nobody(path: str) -> None:
    row = TABLE[path]
    if row.is_public or row.asks_token or path == "desk/welcome/<str:token>/":
        return
    address = filled(path, row)

    for role in (DIRECTOR, TILL):
        assert told(signed_in(a_member(role, is_active=False)), "GET", address) == "sign in"


@pytest.mark.parametrize("path", sorted(TABLE))
def test_a_member_without_a_role_sees_only_what_is_for_everybody(path: str) -> None:
    row = TABLE[path]
    if row.asks_token or row.let_in == ROLES:
        return

    assert told(signed_in(a_member()), "GET", filled(path, row)) == row.others
