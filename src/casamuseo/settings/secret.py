"""The installation's secret key: made once, kept in CASAMUSEO_HOME, readable by its owner only."""

import os
import secrets
from pathlib import Path


def secret_key_in(home: Path) -> str:
    """The key from the environment, or from `home/secret-key`, which is made where it is missing.

    Raises OSError where the folder cannot be written.
    """
    from_environment = os.environ.get("CASAMUSEO_SECRET_KEY")
    if from_environment:
        return from_environment
    path = home / "secret-key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start at once, one makes the key and the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip() or _still_being_written(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


def _still_being_written(path: Path) -> str:
    raise OSError(f"{path} is empty: delete it, and the next start makes a new key.")
