"""The language of who sits at the terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping

from django.conf import settings


def language_of_terminal(environment: Mapping[str, str] = os.environ) -> str:
    """The language that LANGUAGE, LC_ALL, LC_MESSAGES or LANG ask for, or else the settings' own."""
    known = [code for code, _name in settings.LANGUAGES]
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = environment.get(name, "")[:2].lower()
        if code in known:
            return code
    return str(settings.LANGUAGE_CODE)
