"""What a passphrase may not be, besides short and common: a common word that was only made longer."""

from __future__ import annotations

from unicodedata import combining, normalize

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casamuseo.staff.models import Member

FEWEST_DIFFERENT = 6
PADDING = "0123456789 .,;:!¡?¿*+-_#$%&/()=@"


class PaddedWordValidator:
    """Refuses what is left of a common password once digits, signs and repetitions are taken off it."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: Member | None = None) -> None:
        """Raises ValidationError."""
        typed = _unaccented(password.lower())
        core = _once(_once(typed).strip(PADDING))
        if core in self.common or not core or len(set(typed)) < FEWEST_DIFFERENT:
            raise ValidationError(
                _("This is a common password made longer. Take words that nobody would guess."),
                code="padded",
            )

    def get_help_text(self) -> str:
        """What is said beside the field."""
        return _("Not a common password made longer.")


def _unaccented(words: str) -> str:
    """The list is written without accents: "contraseña" stands there as "contrasena"."""
    return "".join(each for each in normalize("NFKD", words) if not combining(each))


def _once(words: str) -> str:
    """What is said again and again, said once: "abcabcabc" is "abc"."""
    # A text that is found in itself, doubled, before its end repeats itself from there.
    length = (words + words).find(words, 1)
    return words[:length] if 0 < length < len(words) else words
