"""What a sentence may hold: one line, `*italics*` in pairs, and none of the signs that mark citations."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def problem_with(words: str) -> str | None:
    """Why these words cannot be a sentence of a passage, for the reader; None where they can."""
    if not words.strip():
        return _("the sentence has no words")
    if words != words.strip() or _UNWANTED.search(words):
        return _("a sentence is one line, without tabs and without spaces around it")
    if "[@" in words:
        return _(
            "citations stand at the end of the sentence and close with “]”: [@source, p. 3; @other]"
        )
    if "{" in words or "}" in words:
        return _("braces stand at the very end, {#key signed=… on=…}, and nowhere else")
    if words.count("*") % 2:
        return _("italics open and close with an asterisk: *words*")
    return None


def problem_in_words(words: str) -> str | None:
    """Why these words cannot be a title, a name or a note, for the reader; None where they can."""
    if not words.strip():
        return _("there are no words")
    if words != words.strip() or _CONTROLS.search(words):
        return _("there are control characters in it, or spaces around it")
    if words.count("*") % 2:
        return _("italics open and close with an asterisk: *words*")
    return None
