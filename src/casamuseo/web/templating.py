"""The Jinja2 environment: what every template may call."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from casamuseo.kernel.texts import Said, Text
from casamuseo.web import citing, pictures
from casamuseo.web import words as words_of


def environment(**options: Any) -> Environment:
    """Build the environment: strict, escaping, translated."""
    options["undefined"] = StrictUndefined
    # Django passes autoescape=True among the options.
    env = Environment(  # noqa: S701
        **options,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals["static"] = static
    env.globals["url"] = url
    env.filters["say"] = say
    env.filters["words"] = words
    env.filters["emphasised"] = emphasised
    env.globals["formatted"] = citing.formatted
    env.globals["image"] = pictures.image
    env.globals["best_of"] = pictures.best_of
    env.globals["zoom_of"] = pictures.zoom_of
    env.globals["language_name"] = language_name
    for word in (
        words_of.address_line,
        words_of.change_words,
        words_of.clock_time,
        words_of.long_day,
        words_of.money,
        words_of.month_name,
        words_of.page_range,
        words_of.size_words,
        words_of.weekday_name,
    ):
        env.globals[word.__name__] = word
    return env


def url(name: str, **kwargs: Any) -> str:
    """The address of a page by its name: `url("desk:person", key=3)`."""
    return reverse(name, kwargs=kwargs)


def language_name(code: str) -> str:
    """The language's name in itself: "Español", "English"; an unknown code as it is."""
    try:
        return str(translation.get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


def say(text: Text, language: str | None = None) -> Markup:
    """The text for a reader of the page's language; words of another language are marked with theirs."""
    said = text.said(language or translation.get_language() or "es")
    return emphasised(said) if not said.is_fallback else _in_its_language(said)


def words(text: Text, language: str | None = None) -> str:
    """The bare words, for titles and attributes."""
    return text.words(language or translation.get_language() or "es").replace("*", "")


def emphasised(said: Said) -> Markup:
    """The words with *…* in italics."""
    parts = str(escape(said.words)).split("*")
    if len(parts) % 2 == 0:
        return Markup("*").join(Markup(part) for part in parts)  # noqa: S704  each part was escaped
    return Markup("").join(
        Markup(f"<i>{part}</i>") if index % 2 else Markup(part)  # noqa: S704
        for index, part in enumerate(parts)
    )


def _in_its_language(said: Said) -> Markup:
    return Markup('<span lang="{}">{}</span>').format(said.language, emphasised(said))
