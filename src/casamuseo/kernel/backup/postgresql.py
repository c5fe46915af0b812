"""PostgreSQL in a backup: dumped by pg_dump, and put back in one transaction, or not at all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

from casamuseo.kernel.backup.database import Mark, Standing, bring_forward
from casamuseo.kernel.backup.errors import HouseRunning, ToolUnfit
from casamuseo.kernel.backup.swap import Move

PLAIN = ("--no-owner", "--no-privileges")
"""Roles have other names on another server."""

OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"

LOCK = 0x63617361
"""Held by the transaction that exchanges the tables: whoever has it knows that none is under way."""

CLEAR = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT viewname FROM pg_views WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP VIEW IF EXISTS %I CASCADE', one.viewname);
    END LOOP;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', one.tablename);
    END LOOP;
    FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP SEQUENCE IF EXISTS %I CASCADE', one.sequencename);
    END LOOP;
END $$
"""


class PostgreSQL:
    """The database is a server's; its own programs know best how to copy it."""

    kind = "postgresql"
    member = "database.pgdump"
    is_file = False

    def own_files(self) -> frozenset[Path]:
        return frozenset()

    def copy(self, target: Path) -> Standing:
        self._refuse_older_than_server("pg_dump")
        standing = self.standing()
        # Not compressed: the archive is.
        words = ["--format=custom", "--compress=0", "--no-comments", *PLAIN, f"--file={target}"]
        _run(*self._called("pg_dump", words))
        _run([_found("pg_restore"), "--list", str(target)])
        return standing

    def refuse_if_used(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(OTHERS)
            [others] = cursor.fetchone()
        connection.close()
        if others:
            raise HouseRunning(
                _("Another program has the database open. Stop Casamuseo first."), others=others
            )

    def holds_anything(self) -> bool:
        return bool(_tables())

    def standing(self) -> Standing:
        tables = _tables()
        applied: list[tuple[str, str]] = []
        if "django_migrations" in tables:
            with connection.cursor() as cursor:
                cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
                applied = cursor.fetchall()
        numbers = [
            _number(table) if table in tables else 0
            for table in ("kernel_restoration", "kernel_edition")
        ]
        return Standing(dict(applied), *numbers)

    def prepare(self, copy: Path, *, mark: Mark, aside: Path | None) -> Sequence[Move]:
        _found("psql")
        _run([_found("pg_restore"), "--list", str(copy)])
        if not self.holds_anything():
            return []
        old = _old_beside(copy)
        self.copy(old)
        return [Move(str(old), aside=str(aside / self.member))] if aside else []

    def exchange(self, copy: Path, *, mark: Mark) -> None:
        connection.close()
        self._put(copy, then=_statements_of(mark))
        try:
            bring_forward()
        except BaseException:
            connection.close()
            old = _old_beside(copy)
            self._put(old if old.exists() else None, then=())
            raise
        finally:
            connection.close()

    def has_come_to(self, number: int) -> bool:
        # Also asked while Django begins, when its own cursors must not be used yet.
        parameters = connection.get_connection_params()
        with closing(connection.get_new_connection(parameters)) as server:
            # psql may have outlived the process that began it, and be at work still.
            server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            [table] = server.execute("SELECT to_regclass('kernel_restoration')").fetchone()
            if table is None:
                return False
            found = server.execute("SELECT 1 FROM kernel_restoration WHERE number = %s", [number])
            return found.fetchone() is not None

    def _put(self, dump: Path | None, *, then: Iterable[str]) -> None:
        """Everything of the dump in the place of everything there is, in one transaction."""
        words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        words += ["--output=/dev/null", f"--command=SELECT pg_advisory_xact_lock({LOCK})"]
        words += ["--command=SET client_min_messages = 'warning'"]
        words += ["--command=SET lock_timeout = '30s'", f"--command={CLEAR}"]
        if dump is not None:
            # Written out whole first: of a script that breaks off psql would commit the beginning.
            script = dump.with_suffix(".sql")
            _run([_found("pg_restore"), *PLAIN, f"--file={script}", str(dump)])
            words += [f"--file={script}", "--command=RESET search_path"]
        words += [f"--command={statement}" for statement in then]
        _run(*self._called("psql", words))

    def _called(self, tool: str, words: list[str]) -> tuple[list[str], dict[str, str]]:
        """The command and its environment, which holds the password: a command line can be read by all."""
        (_psql, *rest), environ = DatabaseClient.settings_to_cmd_args_env(
            connection.settings_dict, words
        )
        return [_found(tool), *rest], environ or {}

    def _refuse_older_than_server(self, tool: str) -> None:
        said = _run([_found(tool), "--version"])
        found = re.search(r"\) (\d+)", said)
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            server = int(cursor.fetchone()[0]) // 10000
        if found is None or int(found[1]) < server:
            raise ToolUnfit(
                _(
                    "%(tool)s is of version %(version)s and the server of %(server)s. Install the"
                    " package postgresql-client-%(server)s."
                )
                % {"tool": tool, "version": found[1] if found else "?", "server": server}
            )


def _tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return {row[0] for row in cursor.fetchall()}


def _number(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(number) FROM {table}")  # noqa: S608  one of ours
        return int(cursor.fetchone()[0] or 0)


def _old_beside(copy: Path) -> Path:
    return copy.with_name("old.pgdump")


def _statements_of(mark: Mark) -> list[str]:
    # psql takes no parameters: numbers and moments are all that is put in.
    values = f"{mark.number:d}, '{mark.restored_at.isoformat()}', '{mark.made_at.isoformat()}'"
    columns = "number, restored_at, backup_made_at"
    edition = f"INSERT INTO kernel_edition (id, number) VALUES (1, {mark.edition + 1:d})"  # noqa: S608
    higher = f"GREATEST(kernel_edition.number, {mark.edition:d}) + 1"
    return [
        f"INSERT INTO kernel_restoration ({columns}) VALUES ({values})",  # noqa: S608
        f"{edition} ON CONFLICT (id) DO UPDATE SET number = {higher}",
    ]


def _found(tool: str) -> str:
    path = shutil.which(tool)
    if path is None:
        raise ToolUnfit(
            _("%(tool)s was not found. Install PostgreSQL's programs: %(command)s")
            % {"tool": tool, "command": "sudo apt-get install postgresql-client"}
        )
    return path


def _run(command: list[str], environ: dict[str, str] | None = None) -> str:
    end = subprocess.run(
        command,
        env={**os.environ, **(environ or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if end.returncode:
        raise ToolUnfit(
            _("%(tool)s gave up: %(problem)s")
            % {"tool": Path(command[0]).name, "problem": end.stderr.strip()[-2000:]}
        )
    return end.stdout
