"""Reading a page of the desk as a person would: its words, and what was said once."""

from __future__ import annotations

import re
from html import unescape

from django.http import HttpResponse


def words_of(response: HttpResponse) -> str:
    """The words of a page in one line, without its tags."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(text).split())


def said(response: HttpResponse) -> list[str]:
    """The sentences that the page says once."""
    found = re.findall(r'<p class="\w+" role="\w+">(.*?)</p>', response.content.decode())
    return [unescape(words) for words in found]
