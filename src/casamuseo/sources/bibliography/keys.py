"""The key of a new source: who and when, in letters that an address may have."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.text import slugify

from casamuseo.sources.bibliography.naming import people_of, year_of

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST = 80


def free_key(csl: Mapping[str, Any], *, wanted: str = "", taken: Collection[str]) -> str:
    """A key that is not taken: the wanted one if it can be one, else made of author and year."""
    if wanted and len(wanted) <= MOST and KEY.fullmatch(wanted):
        base = wanted
    else:
        people = people_of(csl)
        who = str(people[0].get("family") or people[0].get("literal") or "") if people else ""
        title = str(csl.get("title") or csl.get("container-title") or "source")
        named = _slug(who, 40) or _slug(title, 40) or "source"
        base = "-".join(filter(None, (named, _slug(year_of(csl), 10))))
    key, step = base, 2
    while key in taken:
        key, step = f"{base[:74]}-{step}", step + 1
    return key


def _slug(words: str, most: int) -> str:
    return "-".join(re.findall("[a-z0-9]+", slugify(words)))[:most].strip("-")
