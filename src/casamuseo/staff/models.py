"""The staff's tables: members, their roles, sessions, one-time links, second factors and slow-downs."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from casamuseo.staff.permissions import may, who_may
from casamuseo.staff.terms import DeskLanguage, Role


class MemberQuerySet(models.QuerySet["Member"]):
    """Questions about many members."""

    def active(self) -> MemberQuerySet:
        """Those who can sign in."""
        return self.filter(is_active=True)

    def with_role(self, role: Role) -> MemberQuerySet:
        """Those who have this role."""
        return self.filter(given_roles__role=role)

    def who_may(self, verb: str) -> MemberQuerySet:
        """Active members whose roles allow this. Raises UnknownVerbError."""
        return self.active().filter(given_roles__role__in=who_may(verb)).distinct()


def as_login(typed: str) -> str:
    """A login as it is kept, of one that was typed: "  Ana@Casa.MX" is "ana@casa.mx"."""
    return Member.normalize_username(typed).strip().lower()


class Member(AbstractBaseUser):
    """A person who works here. Never deleted: the history names them."""

    last_login = None
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["full_name"]

    login = models.CharField(max_length=120, unique=True)
    """An e-mail address or a short name, in lower case."""
    full_name = models.CharField(max_length=120)
    language = models.CharField(
        max_length=5, choices=DeskLanguage.choices, default=DeskLanguage.SPANISH
    )
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    """An account of the demonstration, whose passphrase stands in a file."""
    joined_at = models.DateTimeField()
    signed_in_at = models.DateTimeField(null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["full_name", "login"]
        constraints = [
            models.CheckConstraint(
                name="a_login_is_kept_in_lower_case", condition=Q(login=Lower(F("login")))
            ),
            models.CheckConstraint(name="a_login_is_not_empty", condition=~Q(login="")),
        ]

    def __str__(self) -> str:
        return self.full_name

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The member's roles, asked for once."""
        return frozenset(Role(each.role) for each in self.given_roles.all())

    def may(self, verb: str) -> bool:
        """Whether this member may do this. Raises UnknownVerbError."""
        return self.is_active and may(self.roles, verb)

    @property
    def email(self) -> str:
        """Where letters reach the member; "" where the login is a short name."""
        return self.login if "@" in self.login else ""


class GivenRole(models.Model):
    """A role that a member has."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="given_roles")
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="a_role_is_given_once", fields=["member", "role"]),
            models.CheckConstraint(name="a_role_is_one_of_ours", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.role}"


class Session(AbstractBaseSession):
    """A browser that is signed in. The key is kept as a digest: whoever reads the table cannot use it."""

    session_key = models.CharField(max_length=64, primary_key=True)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="sessions")


class OneTimeLink(models.Model):
    """A link by which a member sets a passphrase, once; its token is kept as a digest."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="one_time_links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.member_id} {self.made_at:%Y-%m-%d}"

    def is_good(self, *, at: datetime) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and at < self.ends_at


class SecondFactor(models.Model):
    """A member's authenticator app (TOTP, RFC 6238)."""

    member = models.OneToOneField(Member, models.PROTECT, related_name="second_factor")
    secret = models.CharField(max_length=300)
    """Encrypted with a key that is not in the database."""
    last_step = models.BigIntegerField(default=0)
    """The time step of the last code that was accepted: none is accepted twice."""
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.member_id)


class RecoveryCode(models.Model):
    """A code that stands in for the second factor once; kept as a digest."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.member_id)


class SlowDown(models.Model):
    """How long someone who keeps giving wrong passphrases has to wait."""

    key = models.CharField(max_length=64, unique=True)
    """A digest of the account, the address or the device that tries."""
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField()
    waits_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} until {self.waits_until:%c}"
