"""Says plainly, before the tests run, which of them this machine leaves out and why."""

import os
import shutil


def chromium() -> str | None:
    """The path of a Chromium or Chrome, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


def main() -> None:
    browser = chromium()
    url = os.environ.get("DATABASE_URL", "")
    print("Browser tests:", f"with {browser}" if browser else "LEFT OUT, no Chromium was found")
    if url.startswith("postgres"):
        print("Database: PostgreSQL, as DATABASE_URL says")
    else:
        print("Database: SQLite; PostgreSQL LEFT OUT, DATABASE_URL names none")


if __name__ == "__main__":
    main()
