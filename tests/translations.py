"""Finds visible strings without a Spanish translation; the originals are English."""

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "src/casamuseo/theme/locale/es/LC_MESSAGES/django.po"
KEYWORDS = ["gettext_lazy", "ngettext_lazy:1,2", "pgettext_lazy:1c,2", "_"]


def missing() -> list[str]:
    """Every string marked for translation that the catalogue lacks, leaves empty or calls fuzzy."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        keywords = [option for keyword in KEYWORDS for option in ("-k", keyword)]
        subprocess.run(
            [
                *(sys.executable, "-m", "babel.messages.frontend", "-q", "extract"),
                *("-F", "babel.cfg", *keywords, "-o", str(template), "src/casamuseo"),
            ],
            check=True,
            cwd=ROOT,
        )
        with template.open("rb") as file:
            wanted = read_po(file)
    with CATALOGUE.open("rb") as file:
        have = read_po(file, locale="es")
    lacking = []
    for message in wanted:
        if not message.id:
            continue
        found = have.get(message.id, message.context)
        strings = () if found is None else found.string
        whole = strings if isinstance(strings, tuple | list) else (strings,)
        if found is None or found.fuzzy or not whole or not all(whole):
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            lacking.append(str(key))
    return lacking


if __name__ == "__main__":
    untranslated = missing()
    for string in untranslated:
        print(f"No Spanish: {string!r}")
    sys.exit(1 if untranslated else 0)
