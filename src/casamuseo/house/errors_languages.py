"""Refusals of the languages of the house, each with a code and its facts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class NotALanguage(Refusal):
    """The code is none of BCP 47."""

    code = "not-a-language"

    def __init__(self, language: str) -> None:
        super().__init__(
            _("“%(language)s” is not the code of a language, as “fr”, “nah” or “pt-BR” are.")
            % {"language": language[:40]},
            language=language,
        )


class LanguageIsThere(Refusal):
    """The house has this language already."""

    code = "language-is-there"

    def __init__(self, language: str) -> None:
        super().__init__(
            _("The house already has the language “%(language)s”.") % {"language": language},
            language=language,
        )


class NoSuchLanguage(Refusal):
    """The house does not have this language, or not in this state."""

    code = "no-such-language"

    def __init__(self, language: str) -> None:
        super().__init__(
            _("“%(language)s” is not among these languages of the house.") % {"language": language},
            language=language,
        )


class LanguageIsWritten(Refusal):
    """Something is written in a language that was to be removed."""

    code = "language-is-written"

    def __init__(self, language: str, *, texts: int) -> None:
        super().__init__(
            _("The language cannot be removed: %(texts)d texts are written in “%(language)s”.")
            % {"language": language, "texts": texts},
            language=language,
            texts=texts,
        )


class OriginalsLanguage(Refusal):
    """The first language stays the first: the originals are written in it."""

    code = "originals-language"

    def __init__(self, language: str) -> None:
        super().__init__(
            _("“%(language)s” is the language of the originals: it stays, and stays the first.")
            % {"language": language},
            language=language,
        )


class ConsequencesChanged(Refusal):
    """What would follow is no longer what was shown."""

    code = "consequences-changed"

    def __init__(self, *, statements: int) -> None:
        super().__init__(
            _("What would follow has changed since you looked. Please look again."),
            statements=statements,
        )
