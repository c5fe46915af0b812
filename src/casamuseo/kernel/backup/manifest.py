"""The manifest: what a backup says of itself, as JSON at the end of the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from casamuseo.kernel.backup.errors import DamagedBackup, NewerBackup

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the backup: what it must be to be believed."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was backed up, by what, when; and the digest of every file."""

    software: str
    made_at: datetime
    database: str
    """`sqlite` or `postgresql`."""
    schema: Mapping[str, str]
    """The last migration of each app."""
    restore_number: int
    members: Mapping[str, Member]

    def as_json(self) -> bytes:
        told = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(told, indent=1).encode("ascii")

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """Raises NewerBackup for a later format, and DamagedBackup for anything that is no manifest."""
        try:
            told: dict[str, Any] = json.loads(content)
            if told["format"] > FORMAT:
                raise NewerBackup(
                    _("The backup was made by a later version of Casamuseo: %(version)s.")
                    % {"version": told.get("software", "?")}
                )
            return cls(
                software=str(told["software"]),
                made_at=datetime.fromisoformat(told["made_at"]),
                database=str(told["database"]),
                schema={str(app): str(name) for app, name in told["schema"].items()},
                restore_number=int(told["restore_number"]),
                members={name: Member(**member) for name, member in told["members"].items()},
            )
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            raise DamagedBackup(_("The backup's manifest cannot be read.")) from problem


def software() -> str:
    """The version of this software."""
    return version("casamuseo")


def refuse_newer(manifest: Manifest) -> None:
    """Raises NewerBackup where this software is older, or does not know a migration of the backup."""
    known = _known_migrations()
    unknown = [f"{app}.{name}" for app, name in manifest.schema.items() if (app, name) not in known]
    if unknown or _as_numbers(manifest.software) > _as_numbers(software()):
        raise NewerBackup(
            _(
                "The backup was made by a later version of Casamuseo: %(version)s; this is %(ours)s."
                " Install that version first."
            )
            % {"version": manifest.software, "ours": software()},
            unknown=unknown,
        )


def _known_migrations() -> set[tuple[str, str]]:
    on_disk = MigrationLoader(None).disk_migrations
    squashed = {(app, name) for each in on_disk.values() for app, name in each.replaces}
    return {*on_disk, *squashed}


def _as_numbers(words: str) -> list[int]:
    return [int(part) for part in words.split(".") if part.isdigit()]
