"""Refusals of the translation desk, each with a code and its facts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class OriginalChanged(Refusal):
    """The original has other words than those that were translated."""

    code = "original-changed"

    def __init__(self, *, original: str, revision: int) -> None:
        super().__init__(
            _(
                "The original was changed while you were translating. What you typed is kept: "
                "look at the new original and save again."
            ),
            original=original,
            revision=revision,
        )


class TranslatedMeanwhile(Refusal):
    """Somebody else has written the same translation meanwhile."""

    code = "translated-meanwhile"

    def __init__(self, *, words: str) -> None:
        super().__init__(
            _(
                "Somebody else has changed this translation meanwhile. What you typed is kept: "
                "compare it with theirs and save again."
            ),
            words=words,
        )


class NothingToTranslate(Refusal):
    """The text has no words, or the language is its own."""

    code = "nothing-to-translate"

    def __init__(self, language: str) -> None:
        super().__init__(
            _("There is nothing to translate into “%(language)s” here.") % {"language": language},
            language=language,
        )


class NothingTranslated(Refusal):
    """The translation is the same as what stands."""

    code = "nothing-translated"

    def __init__(self) -> None:
        super().__init__(_("Nothing was changed."))


class NothingToReview(Refusal):
    """There is no translation, or somebody has reviewed it already, or it is stale."""

    code = "nothing-to-review"

    def __init__(self, language: str) -> None:
        super().__init__(
            _("In “%(language)s” there is no translation that waits for a review.")
            % {"language": language},
            language=language,
        )


class OwnTranslation(Refusal):
    """Whoever translated something does not review it."""

    code = "own-translation"

    def __init__(self) -> None:
        super().__init__(_("You translated this yourself. Somebody else must review it."))


class UnfitTranslation(Refusal):
    """The words cannot stand where the original stands."""

    code = "unfit-translation"

    def __init__(self, problem: str, *, language: str) -> None:
        super().__init__(f"{language}: {problem}", language=language)
