# The file is named as the command is typed.  # noqa: N999
"""`casamuseo audit-citations FILE`: audit the notes of a Markdown article."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casamuseo.sources.audit import (
    Listed,
    UnreadableArticleError,
    UnreadableBibliographyError,
    as_json,
    as_text,
    audit_article,
    parse_bibliography,
    parse_front_matter,
    read_article,
)
from casamuseo.sources.audit.blocks import front_matter_of

NOTHING_DANGLES, SOMETHING_DANGLES, UNREADABLE = 0, 1, 2
BIBLIOGRAPHY_SUFFIXES = frozenset((".bib", ".json", ".yaml", ".yml"))


class Command(BaseCommand):
    """Report note by note; the exit status is 1 when anything dangles, 2 for no article at all."""

    help = (
        "Audit the notes of a Markdown article: resolved sources, dangling and unused notes,"
        " sentences without a note. Exit status 1 when anything dangles, 2 when the file cannot"
        " be read."
    )
    # An article can be audited before there is any database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="a Markdown file in UTF-8")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, file: Path, format: str, **options: Any) -> None:  # noqa: A002
        try:
            text = read_article(file)
            bibliography = read_bibliography(text, folder=file.parent)
        except UnreadableArticleError as error:
            raise CommandError(str(error), returncode=UNREADABLE) from None
        audit = audit_article(text, bibliography=bibliography)
        if format == "json":
            report = json.dumps(as_json(audit, name=str(file)), indent=2)
        else:
            # A terminal may not know every letter; none may stop the report.
            encoding = getattr(self.stdout, "encoding", None) or "utf-8"
            report = as_text(audit, name=str(file)).encode(encoding, "replace").decode(encoding)
        self.stdout.write(report)
        if audit.dangles:
            self.stdout.flush()
            sys.exit(SOMETHING_DANGLES)


def read_bibliography(text: str, *, folder: Path) -> dict[str, Listed]:
    """The sources in the files that the article's front matter names under `bibliography:`."""
    try:
        _, names = parse_front_matter(front_matter_of(text))
    except UnreadableBibliographyError:
        # The audit itself remarks on front matter that cannot be read.
        return {}
    found: dict[str, Listed] = {}
    for name in names:
        path = folder / name
        if path.suffix not in BIBLIOGRAPHY_SUFFIXES:
            raise UnreadableArticleError(f"The bibliography {name} is neither BibTeX nor CSL.")
        try:
            found |= parse_bibliography(read_article(path), suffix=path.suffix)
        except UnreadableBibliographyError as error:
            why = f"The bibliography {name} cannot be read: {error}."
            raise UnreadableArticleError(why) from None
    return found
