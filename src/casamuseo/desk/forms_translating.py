"""The forms of the translation desk: a translation, a worklist, files out and in, languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pickers import language_name, written_languages
from casamuseo.desk.translation_strands import KINDS
from casamuseo.sources.translating import Standing

LONGEST = 8000


class TranslationForm(DeskForm):
    """The words in the other language, and what was before the translator's eyes."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Translation"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs |= {"lang": language, "data-first": ""}

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        return words.replace("\r\n", "\n").strip()


class WorklistForm(DeskForm):
    """Which texts are listed."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("of texts", "Kind"),
        required=False,
        choices=[("", _("all kinds")), *KINDS.items()],
    )
    standing = forms.ChoiceField(
        label=pgettext_lazy("of a translation", "State"),
        required=False,
        choices=[
            ("", _("to be translated")),
            ("review", _("to be reviewed")),
            *Standing.choices,
        ],
    )


class ExportForm(DeskForm):
    """Which texts leave, for which tool."""

    language = forms.ChoiceField(label=_("Into"), choices=[])
    kind = forms.ChoiceField(
        label=pgettext_lazy("of texts", "Kind"),
        required=False,
        choices=[("", _("all kinds")), *KINDS.items()],
    )
    only = forms.ChoiceField(
        label=_("Which"),
        choices=[
            ("to-do", _("missing and stale")),
            ("all", _("all, with the present translations")),
        ],
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            ("xliff-2.0", "XLIFF 2.0"),
            ("xliff-1.2", "XLIFF 1.2"),
            ("po", "PO (gettext)"),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        codes = written_languages()
        field.choices = [(code, language_name(code)) for code in [*codes[1:], *codes[:1]]]


class BringForm(DeskForm):
    """A file of translations."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ".xlf,.xliff,.xml,.po"}),
        help_text=_("XLIFF or PO, as it was exported here. Nothing is written before you agree."),
    )


class LanguageForm(DeskForm):
    """The code of a language."""

    code = forms.CharField(
        label=_("Code of the language"),
        max_length=12,
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("As in BCP 47: “fr” for French, “nah” for Nahuatl, “pt-BR”."),
    )


class PublishLanguageForm(DeskForm):
    """What becomes of sentences without it, as was shown."""

    statements = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    passages = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    photographs = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    missing = forms.ChoiceField(
        label=_("Sentences that do not have it"),
        widget=forms.RadioSelect,
        choices=[
            (
                "declare",
                _("say that it is missing: readers see another language, marked as such"),
            ),
            ("hold-back", _("leave the website with their texts until they are translated")),
        ],
        initial="declare",
    )
