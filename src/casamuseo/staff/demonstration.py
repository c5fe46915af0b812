"""The accounts of a demonstration: one for each role, with passphrases of this installation alone.

They exist only in a house whose folder says `demonstration: true`, and they end with it.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from casamuseo.kernel.models import Change
from casamuseo.staff.models import GivenRole, Member
from casamuseo.staff.terms import Role

FILE = "demonstration-accounts.txt"

PEOPLE = {
    Role.DIRECTOR: ("direccion", "Elena Ruiz"),
    Role.TILL: ("taquilla", "Chucho Pérez"),
    Role.GATE: ("puerta", "Rosa Medina"),
    Role.GUIDE: ("guia", "Tomás Aguilar"),
    Role.CURATOR: ("curaduria", "Berta Solís"),
    Role.EDITOR: ("redaccion", "Marina León"),
    Role.TRANSLATOR: ("traduccion", "Alan Brook"),
}
"""Login and invented name of each role."""

WORDS = (
    "abeja acorde adobe alameda alcatraz almendra amapola arcilla arroyo azotea azulejo bahia balcon "
    "barca barro bodega brisa brujula bugambilia cactus cafe caldera camino campana candil cantera "
    "caoba carbon cascada cedro ceniza cereza cielo cipres ciruela cobre colibri comal copal coral "
    "corredor cortina cosecha crisol cuaderno dalia dintel durazno duna encino enero escalera espiga "
    "espuma estufa faro fogata fuente gaviota girasol granada granito guayaba helecho higuera hoja "
    "huerta iguana jacaranda jarron jazmin jicara ladera lago lampara laurel lienzo limon linterna "
    "llave lluvia loma lucero maceta madera magnolia maiz manantial mango marea martes mazorca menta "
    "mezquite milpa mirador molino musgo naranja neblina nogal nopal novela nube obsidiana oleaje "
    "olivo orilla palma papaya patio pera piedra pino pirul pozo puente quetzal rama roble romero"
)


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody needs to try a role out."""

    role: Role
    login: str
    passphrase: str


def accounts_in(home: Path) -> list[Account]:
    """The demonstration's accounts, as the file in this home tells them; none where there is no file."""
    try:
        lines = (home / FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    parts = (line.split("\t") for line in lines)
    return [Account(Role(role), login, passphrase) for role, login, passphrase in parts]


def add_demonstration_accounts(*, home: Path, by: str, at: datetime) -> list[Account]:
    """Add one account for each role, and write the passphrases into a file that only the owner reads.

    Does nothing where the house has members already.
    """
    with transaction.atomic():
        if Member.objects.exists():
            return []
        accounts = [Account(role, login, _passphrase()) for role, (login, _) in PEOPLE.items()]
        for account in accounts:
            _add(account, by=by, at=at)
        _write(accounts, home / FILE)
    return accounts


def end_demonstration_accounts(*, home: Path, by: str, at: datetime) -> None:
    """Let nobody sign in by them any more: the house is no demonstration, or no longer one."""
    (home / FILE).unlink(missing_ok=True)
    for member in Member.objects.active().filter(is_demonstration=True):
        member.set_unusable_password()
        member.is_active = False
        member.save(update_fields=["password", "is_active"])
        member.sessions.all().delete()
        _note("deactivate", member, by=by, at=at)


def _add(account: Account, *, by: str, at: datetime) -> None:
    member = Member(
        login=account.login,
        full_name=PEOPLE[account.role][1],
        language="en" if account.role == Role.TRANSLATOR else "es",
        is_demonstration=True,
        joined_at=at,
    )
    member.set_password(account.passphrase)
    member.save()
    GivenRole.objects.create(member=member, role=account.role)
    _note("add", member, by=by, at=at)


def _passphrase() -> str:
    words = WORDS.split()
    return " ".join(secrets.choice(words) for _ in range(4))


def _write(accounts: list[Account], path: Path) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        for account in accounts:
            file.write(f"{account.role}\t{account.login}\t{account.passphrase}\n")


def _note(action: str, member: Member, *, by: str, at: datetime) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="staff.member", key=member.login, facts={}
    )
