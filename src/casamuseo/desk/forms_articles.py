"""The forms of articles: the file or its words, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pickers import house_languages, language_name

MOST_BYTES = 1_000_000


class ArticleForm(DeskForm):
    """An article in Markdown, as a file or pasted."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Markdown with footnotes: [^1] in the text, [^1]: below it."),
        widget=forms.FileInput({"accept": ".md,.markdown,.txt"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste it here"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 10}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        file = cleaned.get("file")
        if file and file.size > MOST_BYTES:
            raise ValidationError(_("The file is over 1 MB: that is no article."))
        content = file.read() if file else cleaned.get("text", "").encode()
        if not content.strip():
            raise ValidationError(_("Please choose a file or paste something."))
        try:
            cleaned["content"] = content.decode("utf-8-sig").replace("\x00", "").encode()
        except UnicodeDecodeError:
            raise ValidationError(_("The file is not in UTF-8. Save it as UTF-8.")) from None
        return cleaned


class DraftForm(DeskForm):
    """What the story is called, and in which language the article is written."""

    title = forms.CharField(label=gettext_lazy("Title of the story"), max_length=200)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the article"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [(code, language_name(code)) for code in house_languages()]
        field.initial = house_languages()[0]
