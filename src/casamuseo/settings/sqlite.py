"""Puts pysqlite3 in the place of Python's own SQLite, which may carry the WAL-reset corruption bug."""

import sys

SAFE_SQLITE = (3, 51, 3)
"""The first release with the fix; older ones from 3.7.0 on can lose data in WAL mode."""


def use_safe_sqlite() -> None:
    """Make `import sqlite3` mean pysqlite3 in this process, where it is installed."""
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
