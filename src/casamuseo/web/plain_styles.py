"""The drawings' stylesheets in the few words of CSS that a renderer without a browser understands."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from pathlib import Path

from django.conf import settings

DRAWN = (".drawing", ".house-drawing", ".cutaway", ".plan", ".room-plan")
"""What the selectors of drawings begin with."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")
_USE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*((?:[^()]|\([^()]*\))*))?\)")
_MIX = re.compile(
    r"color-mix\(in srgb,\s*(#[0-9a-fA-F]{6})\s+([\d.]+)%\s*,\s*(#[0-9a-fA-F]{6})\s*\)"
)
_CHOICE = re.compile(r":is\(([^()]*)\)")


@lru_cache(maxsize=1)
def plain_styles() -> str:
    """The rules of drawings in the house's light colours: variables and `:is` written out, no media."""
    theme = Path(settings.PACKAGE) / "theme"
    sheets = sorted((theme / "styles").glob("*.css"))
    return flattened(
        "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.exists())
    )


def flattened(css: str) -> str:
    """CSS with the values of `:root` put in, each selector on its own, and what browsers add left out."""
    rules = [
        (selector.strip(), body)
        for selector, body in _RULE.findall(_without_at_rules(_COMMENT.sub("", css)))
    ]
    colours: dict[str, str] = {}
    for selector, body in rules:
        if selector == ":root":
            colours.update({name: value.strip() for name, value in _VARIABLE.findall(body + ";")})
    return "\n".join(
        f"{selector} {{{_resolved(body, colours)}}}"
        for selectors, body in rules
        for selector in _each(selectors)
        if selector.startswith(DRAWN) and ":" not in selector
    )


def _without_at_rules(css: str) -> str:
    """Only what holds on every screen: @media, @font-face and the like are cut out with their blocks."""
    kept, depth, is_cut, start = [], 0, False, 0
    for index, letter in enumerate(css):
        if letter == "@" and depth == 0:
            kept.append(css[start:index])
            is_cut = True
        elif letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0 and is_cut:
                is_cut, start = False, index + 1
    return "".join([*kept, css[start:]])


def _each(selectors: str) -> list[str]:
    """Every selector of a list, with its `:is(…)` choices written out."""
    found = []
    for selector in re.split(r",(?![^()]*\))", selectors):
        parts = _CHOICE.split(selector.strip())
        # Split by its only group, the list has fixed text and choices in turn.
        choices = [
            [part] if index % 2 == 0 else [choice.strip() for choice in part.split(",")]
            for index, part in enumerate(parts)
        ]
        found += ["".join(words) for words in product(*choices)]
    return found


def _resolved(body: str, colours: dict[str, str]) -> str:
    while _USE.search(body):
        body = _USE.sub(lambda use: colours.get(use[1], use[2] or "none"), body)
    # SVG has no colour "transparent"; a renderer that does not know the word would paint it black.
    return re.sub(r":\s*transparent\b", ": none", _MIX.sub(_mixed, body))


def _mixed(mix: re.Match[str]) -> str:
    share = float(mix[2]) / 100
    first, second = (
        [int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (mix[1], mix[3])
    )
    return "#" + "".join(
        f"{round(a * share + b * (1 - share)):02x}" for a, b in zip(first, second, strict=True)
    )
