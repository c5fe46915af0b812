"""`casamuseo create-director`: the first account of a real installation."""

# ruff: noqa: N999  a command is called by the name of its file

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from casamuseo.desk.forms import NewPassphraseForm, NewPersonForm
from casamuseo.kernel import clock
from casamuseo.kernel.console import console_language
from casamuseo.staff.actions import add_member, set_passphrase
from casamuseo.staff.errors import LoginIsTaken
from casamuseo.staff.models import Member
from casamuseo.staff.terms import Role

ACTOR = "create-director"


class Command(BaseCommand):
    help = "Add a director, who can add everybody else; asks for name and passphrase."

    def handle(self, *args: Any, **options: Any) -> None:
        language = console_language(os.environ)
        with override(language):
            person = NewPersonForm(
                {
                    "full_name": self.ask(_("Full name:")),
                    "login": self.ask(_("Name or e-mail to sign in by:")),
                    "language": language,
                    "roles": [Role.DIRECTOR],
                }
            )
            _refuse_unless_valid(person)
            passphrase = NewPassphraseForm(
                {
                    "passphrase": self.ask_unseen(_("Passphrase (15 characters or more):")),
                    "again": self.ask_unseen(_("The same once more:")),
                },
                member=Member(
                    login=person.cleaned_data["login"], full_name=person.cleaned_data["full_name"]
                ),
            )
            _refuse_unless_valid(passphrase)
            try:
                member = _add(person.cleaned_data, passphrase.cleaned_data["passphrase"])
            except LoginIsTaken as refused:
                raise CommandError(str(refused)) from refused
            self.stdout.write(
                _("%(name)s is a director and signs in at /desk/ as “%(login)s”.")
                % {"name": member.full_name, "login": member.login}
            )

    def ask(self, question: str) -> str:
        self.stdout.write(question, ending=" ")
        self.stdout.flush()
        return sys.stdin.readline().strip()

    def ask_unseen(self, question: str) -> str:
        """Without an echo at a terminal; from a pipe, the next line."""
        if sys.stdin.isatty():
            return getpass.getpass(f"{question} ")
        return self.ask(question)


@transaction.atomic
def _add(person: dict[str, Any], passphrase: str) -> Member:
    at = clock.now()
    member = add_member(person.pop("login"), **person, by=ACTOR, at=at)
    set_passphrase(member, passphrase=passphrase, by=ACTOR, at=at)
    return member


def _refuse_unless_valid(form: NewPersonForm | NewPassphraseForm) -> None:
    if form.is_valid():
        return
    lines = [
        f"{form.fields[name].label}: {words}"
        for name, problems in form.errors.items()
        for words in problems
    ]
    raise CommandError("\n".join(lines))
