"""What is done with accounts: add, change, stop, invite; and what members change of their own."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from casamuseo.kernel.models import Change
from casamuseo.staff.errors import LastDirector, LinkIsOver, LoginIsTaken
from casamuseo.staff.models import GivenRole, Member, OneTimeLink, as_login
from casamuseo.staff.terms import Role

LINK_HOLDS = timedelta(hours=48)


@transaction.atomic
def add_member(
    login: str, *, full_name: str, language: str, roles: Iterable[str], by: str, at: datetime
) -> Member:
    """Add a member, who has no passphrase yet: give them a one-time link. Refuses with LoginIsTaken."""
    member = Member(login=as_login(login), full_name=full_name, language=language, joined_at=at)
    member.set_unusable_password()
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError:
        raise LoginIsTaken(member.login) from None
    given = sorted(set(roles))
    GivenRole.objects.bulk_create(GivenRole(member=member, role=role) for role in given)
    _note("add", member, by=by, at=at, roles=given)
    return member


@transaction.atomic
def change_member(
    member: Member, *, full_name: str, language: str, roles: Iterable[str], by: str, at: datetime
) -> Member:
    """Give a member another name, language or other roles. Refuses with LastDirector."""
    wanted = set(roles)
    if Role.DIRECTOR not in wanted:
        _refuse_to_lose_the_last_director(member)
    member = Member.objects.select_for_update().get(pk=member.pk)
    had = {given.role for given in member.given_roles.all()}
    facts: dict[str, Any] = {}
    if (member.full_name, member.language) != (full_name, language):
        member.full_name, member.language = full_name, language
        member.save(update_fields=["full_name", "language"])
        facts |= {"full_name": full_name, "language": language}
    if had != wanted:
        member.given_roles.exclude(role__in=wanted).delete()
        GivenRole.objects.bulk_create(
            GivenRole(member=member, role=role) for role in sorted(wanted - had)
        )
        facts |= {"roles": sorted(wanted), "had": sorted(had)}
    if facts:
        _note("change", member, by=by, at=at, **facts)
    return Member.objects.get(pk=member.pk)


@transaction.atomic
def deactivate_member(member: Member, *, by: str, at: datetime) -> None:
    """Let a member sign in no more, and end their sessions at once. Refuses with LastDirector."""
    _refuse_to_lose_the_last_director(member)
    if Member.objects.active().filter(pk=member.pk).update(is_active=False):
        member.sessions.all().delete()
        _end_links(member, at=at)
        _note("deactivate", member, by=by, at=at)


@transaction.atomic
def reactivate_member(member: Member, *, by: str, at: datetime) -> None:
    """Let a member sign in again, with the passphrase that they had."""
    if Member.objects.filter(pk=member.pk, is_active=False).update(is_active=True):
        _note("reactivate", member, by=by, at=at)


@transaction.atomic
def make_link(member: Member, *, by: str, at: datetime) -> str:
    """The token of a link by which the member sets a passphrase, once; older links end.

    Until it is used, the passphrase that there is stays good.
    """
    _end_links(member, at=at)
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        member=member, digest=digest_of(token), made_at=at, ends_at=at + LINK_HOLDS
    )
    _note("make-link", member, by=by, at=at)
    return token


def link_of(token: str, *, at: datetime) -> OneTimeLink:
    """The link with this token, where it can be used. Refuses with LinkIsOver."""
    found = OneTimeLink.objects.select_related("member").filter(digest=digest_of(token)).first()
    if found is None or not found.is_good(at=at) or not found.member.is_active:
        raise LinkIsOver
    return found


@transaction.atomic
def use_link(token: str, *, passphrase: str, at: datetime) -> Member:
    """Set the passphrase by a one-time link; every session of the member ends. Refuses with LinkIsOver."""
    link = link_of(token, at=at)
    # The condition is the lock: of two who open one link, the second changes no row.
    if not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise LinkIsOver
    set_passphrase(link.member, passphrase=passphrase, by=link.member.login, at=at)
    return link.member


@transaction.atomic
def set_passphrase(member: Member, *, passphrase: str, by: str, at: datetime) -> None:
    """Give a member a passphrase that has been found good; every session of theirs ends."""
    member.set_password(passphrase)
    member.save(update_fields=["password"])
    member.sessions.all().delete()
    _end_links(member, at=at)
    _note("set-passphrase", member, by=by, at=at)


@transaction.atomic
def choose_language(member: Member, *, language: str, at: datetime) -> None:
    """Speak another language to the member from now on."""
    if Member.objects.filter(pk=member.pk).exclude(language=language).update(language=language):
        _note("change", member, by=member.login, at=at, language=language)


def digest_of(token: str) -> str:
    """What is kept of a token; it is long and random, so that one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _refuse_to_lose_the_last_director(member: Member) -> None:
    # All of them are locked, so that two directors cannot take each other away at once.
    directors = list(
        Member.objects.select_for_update().active().filter(given_roles__role=Role.DIRECTOR)
    )
    if directors == [member]:
        raise LastDirector


def _end_links(member: Member, *, at: datetime) -> None:
    OneTimeLink.objects.filter(member=member, used_at=None).update(used_at=at)


def _note(action: str, member: Member, *, by: str, at: datetime, **facts: Any) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="staff.member", key=member.login, facts=facts
    )
