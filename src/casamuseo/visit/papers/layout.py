"""Lays out a letter: the same paragraphs as plain text and as HTML that any mail program shows well."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from casamuseo.visit.papers.facts import House
from casamuseo.visit.papers.words import one_line

STYLE = (
    "body{max-width:36em;margin:0 auto;padding:1em;font:1.05em/1.5 Georgia,serif}"
    "dt{font-weight:bold}dd{margin:0 0 .6em}"
    "footer{margin-top:2em;border-top:2px solid;padding-top:.6em}"
)
"""A mail program that takes it out still shows a letter."""


@dataclass(frozen=True, slots=True)
class LetterParts:
    """A letter without its envelope."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, one below the other."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Points of equal weight."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An address with the words that lead to it; both are written out."""

    words: str
    url: str


Block = str | Facts | Listing | Link


def laid_out(subject: str, *blocks: Block, house: House) -> LetterParts:
    """The letter in the language in force, signed by the house. Empty paragraphs are left out."""
    subject = one_line(subject)
    said = [block for block in blocks if block != ""]
    return LetterParts(
        subject=subject,
        text="\n\n".join([*map(_as_text, said), "\n".join(_signature(house))]) + "\n",
        html=format_html(
            '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            '<meta name="color-scheme" content="light dark"><title>{}</title>'
            "<style>{}</style></head>\n<body>\n{}\n<footer>{}</footer>\n</body></html>\n",
            translation.get_language() or "es",
            subject,
            STYLE,
            format_html_join("\n", "{}", ((_as_html(block),) for block in said)),
            format_html_join(mark_safe("<br>"), "{}", ((line,) for line in _signature(house))),
        ),
    )


def _signature(house: House) -> list[str]:
    lines = (house.name, house.address, house.contact, house.url)
    return [one_line(line) for line in lines if line]


def _as_text(block: Block) -> str:
    match block:
        case Facts(pairs):
            return "\n".join(f"{name}: {one_line(value, limit=600)}" for name, value in pairs)
        case Listing(points):
            return "\n".join(f"- {one_line(point, limit=600)}" for point in points)
        case Link(words, url):
            return f"{words}:\n{url}"
        case _:
            return one_line(block, limit=2000)


def _as_html(block: Block) -> SafeString:
    match block:
        case Facts(pairs):
            cleaned = ((name, one_line(value, limit=600)) for name, value in pairs)
            return format_html(
                "<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", cleaned)
            )
        case Listing(points):
            cleaned_points = ((one_line(point, limit=600),) for point in points)
            return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", cleaned_points))
        case Link(words, url):
            return format_html('<p><a href="{}">{}</a><br>{}</p>', url, words, url)
        case _:
            return format_html("<p>{}</p>", one_line(block, limit=2000))
