"""The forms of the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casamuseo.staff.models import Member
from casamuseo.staff.terms import DeskLanguage, Role


class DeskForm(forms.Form):
    """The base of every form of the desk: no colons after its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class SignInForm(DeskForm):
    """Login and passphrase."""

    login = forms.CharField(
        label=_("Name or e-mail"),
        max_length=120,
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    passphrase = forms.CharField(
        label=_("Passphrase"),
        max_length=400,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class NewPassphraseForm(DeskForm):
    """A passphrase, typed twice, that is long and not on the list of common ones."""

    passphrase = forms.CharField(
        label=_("New passphrase"),
        max_length=400,
        strip=False,
        help_text=_(
            "15 characters or more. Four or five words that have nothing to do with each other "
            "are good and easy to type."
        ),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        max_length=400,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_passphrase(self) -> str:
        passphrase: str = self.cleaned_data["passphrase"]
        validate_password(passphrase, self.member)
        return passphrase

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "passphrase" in self.cleaned_data and again != self.cleaned_data["passphrase"]:
            raise ValidationError(_("This is not the same as above."))
        return again


class ChangePassphraseForm(NewPassphraseForm):
    """A new passphrase, after the one that there is."""

    present = forms.CharField(
        label=_("Present passphrase"),
        max_length=400,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ("present", "passphrase", "again")


class LanguageForm(DeskForm):
    """In which language the desk speaks, and how it looks."""

    language = forms.ChoiceField(
        label=_("Language of the desk"), choices=DeskLanguage.choices, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(
        label=_("Appearance on this device"),
        choices=[
            ("system", pgettext_lazy("appearance", "As the device")),
            ("light", pgettext_lazy("appearance", "Light")),
            ("dark", pgettext_lazy("appearance", "Dark")),
        ],
        widget=forms.RadioSelect,
    )


class CodeForm(DeskForm):
    """A code of the authenticator app, or one that stands in for it."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )


class ConfirmForm(DeskForm):
    """The passphrase once more, before something that must not be done by a passer-by."""

    passphrase = forms.CharField(
        label=_("Your passphrase"),
        max_length=400,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class PersonForm(DeskForm):
    """A member's name, language and roles."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language of the desk"), choices=DeskLanguage.choices, widget=forms.RadioSelect
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A role opens its part of the desk; without one there is only the account."),
    )


class NewPersonForm(PersonForm):
    """The same, with the name to sign in by, which never changes."""

    login = forms.RegexField(
        r"^\s*[^\s@]{2,}(@[^\s@]+\.[^\s@]+)?\s*$",
        label=_("Name to sign in by"),
        max_length=120,
        help_text=_(
            "A short name without spaces, or an e-mail address. It cannot be changed later."
        ),
        error_messages={"invalid": _("A short name without spaces, or an e-mail address.")},
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("full_name", "login", "language", "roles")
