"""The `casamuseo` command: Django's manage.py under the museum's own name."""

import os
import sys


def main() -> None:
    """Run a management command, with `casamuseo.settings.dev` unless the environment names others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casamuseo.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
