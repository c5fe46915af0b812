"""What is done with accounts, and what is written down of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from casamuseo.kernel.models import Change
from casamuseo.staff import actions
from casamuseo.staff.errors import LastDirector, LinkIsOver, LoginIsTaken
from casamuseo.staff.models import Member, OneTimeLink
from casamuseo.staff.permissions import UnknownVerbError, may
from casamuseo.staff.terms import Role
from tests.cast import NOON
from tests.staffing import PASSPHRASE, a_member

pytestmark = pytest.mark.django_db


def changes() -> list[tuple[str, str, str, dict[str, object]]]:
    return [(one.actor, one.action, one.key, one.facts) for one in Change.objects.order_by("pk")]


def test_somebody_is_added_without_a_passphrase() -> None:
    member = actions.add_member(
        " Ana@Casa.MX ",
        full_name="Ana Ríos",
        language="es",
        roles=["till", "guide", "till"],
        by="direccion",
        at=NOON,
    )

    assert (member.login, member.email) == ("ana@casa.mx", "ana@casa.mx")
    assert member.roles == {Role.TILL, Role.GUIDE}
    assert not member.has_usable_password()
    assert changes() == [("direccion", "add", "ana@casa.mx", {"roles": ["guide", "till"]})]


def test_two_members_do_not_sign_in_by_one_name() -> None:
    a_member("till", login="ana")

    with override("en"), pytest.raises(LoginIsTaken, match="Somebody signs in as “ana” already"):
        actions.add_member("ANA", full_name="Ana", language="es", roles=[], by="x", at=NOON)

    assert Change.objects.count() == 0


def test_a_change_of_roles_says_what_was_before() -> None:
    member = a_member("till", login="ana")

    changed = actions.change_member(
        member, full_name="Ana", language="en", roles=["guide"], by="direccion", at=NOON
    )

    assert changed.roles == {Role.GUIDE}
    assert changes() == [("direccion", "change", "ana", {"roles": ["guide"], "had": ["till"]})]


def test_what_changes_nothing_is_not_written_down() -> None:
    member = a_member("till", login="ana")

    actions.change_member(
        member, full_name="Ana", language="en", roles=["till"], by="direccion", at=NOON
    )

    assert changes() == []


def test_the_last_director_stays() -> None:
    director = a_member("director", "till")
    a_member("director", login="gone", is_active=False)

    with pytest.raises(LastDirector):
        actions.deactivate_member(director, by="director", at=NOON)
    with pytest.raises(LastDirector):
        actions.change_member(
            director, full_name="D", language="es", roles=["till"], by="director", at=NOON
        )

    assert Member.objects.get(pk=director.pk).roles == {Role.DIRECTOR, Role.TILL}
    assert changes() == []


def test_a_director_beside_another_may_go() -> None:
    director, other = a_member("director"), a_member("director", login="other")

    actions.deactivate_member(director, by="other", at=NOON)

    assert list(Member.objects.active()) == [other]
    assert changes() == [("other", "deactivate", "director", {})]


def test_a_link_sets_a_passphrase_once() -> None:
    member = a_member("till")
    token = actions.make_link(member, by="director", at=NOON)

    actions.use_link(token, passphrase="otra frase de paso", at=NOON + timedelta(hours=47))

    assert Member.objects.get(pk=member.pk).check_password("otra frase de paso")
    with pytest.raises(LinkIsOver):
        actions.use_link(token, passphrase="y otra mas larga", at=NOON)
    assert [(actor, action) for actor, action, _, _ in changes()] == [
        ("director", "make-link"),
        ("till", "set-passphrase"),
    ]


def test_a_link_ends_after_two_days_and_by_a_newer_one() -> None:
    member = a_member("till")
    first = actions.make_link(member, by="director", at=NOON)
    second = actions.make_link(member, by="director", at=NOON)

    with pytest.raises(LinkIsOver):
        actions.link_of(first, at=NOON)
    with pytest.raises(LinkIsOver):
        actions.link_of(second, at=NOON + timedelta(hours=48))

    assert actions.link_of(second, at=NOON + timedelta(hours=47)).member == member


def test_a_link_of_somebody_deactivated_is_over() -> None:
    member = a_member("till")
    token = actions.make_link(member, by="director", at=NOON)

    actions.deactivate_member(member, by="director", at=NOON)

    with pytest.raises(LinkIsOver):
        actions.link_of(token, at=NOON)


def test_a_link_cannot_be_read_from_the_table() -> None:
    token = actions.make_link(a_member("till"), by="director", at=NOON)

    assert token not in str(OneTimeLink.objects.values())
    assert token not in str(Change.objects.values())


def test_a_passphrase_is_not_kept_as_it_was_typed() -> None:
    member = a_member("till")

    assert PASSPHRASE not in member.password


def test_a_verb_that_the_table_lacks_is_an_error() -> None:
    with pytest.raises(UnknownVerbError):
        may(["director"], "fly")
    with pytest.raises(UnknownVerbError):
        Member.objects.who_may("fly")


def test_those_who_may_are_active_and_counted_once() -> None:
    seller = a_member("till", "director")
    a_member("guide")
    a_member("till", login="gone", is_active=False)

    assert list(Member.objects.who_may("sell")) == [seller]


def test_roles_add_up() -> None:
    member = a_member("guide", "till")

    assert (member.may("sell"), member.may("guide_tours"), member.may("manage_people")) == (
        True,
        True,
        False,
    )
