"""In which language a command speaks to whoever sits at the terminal."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "es")


def console_language(environ: Mapping[str, str]) -> str:
    """Spanish or English, as LANGUAGE, LC_ALL, LC_MESSAGES or LANG says, or else English."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "es" if environ[name].lower().startswith("es") else "en"
    return "en"
