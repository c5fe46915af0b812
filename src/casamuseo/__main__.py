"""The `casamuseo` command: Django's manage.py under the museum's own name."""

import os
import sys


def main() -> None:
    """Run a management command, with `casamuseo.settings.dev` unless the environment names others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casamuseo.settings.dev")
    from django.core.management import execute_from_command_line

    _refuse_without_home()
    execute_from_command_line(sys.argv)


def _refuse_without_home() -> None:
    """Reading the settings makes CASAMUSEO_HOME and its secret key: say plainly where that fails."""
    from django.conf import settings

    from casamuseo.kernel.console import console_language

    try:
        settings.CASAMUSEO_HOME  # noqa: B018  the first look at a setting reads them all
    except OSError as problem:
        # No settings, no catalogue: the one message that carries both languages itself.
        words = {
            "en": f"CASAMUSEO_HOME cannot be used: {problem}. Name a folder that you may write into.",
            "es": f"No se puede usar CASAMUSEO_HOME: {problem}. Indique una carpeta donde pueda escribir.",
        }
        sys.exit(words[console_language(os.environ)])


if __name__ == "__main__":
    main()
