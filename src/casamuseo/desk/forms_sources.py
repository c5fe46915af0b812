"""The forms of sources: a CSL item field by field, a bibliography, a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pickers import MultilingualFormField
from casamuseo.sources.bibliography.csl import DATES, NAMES, date_from
from casamuseo.sources.bibliography.entries import MOST_BYTES
from casamuseo.sources.bibliography.keys import KEY

TYPE_NAMES: Mapping[str, str | Promise] = {
    "book": pgettext_lazy("source", "Book"),
    "chapter": gettext_lazy("Chapter in a book"),
    "article-journal": gettext_lazy("Article in a journal"),
    "article-magazine": gettext_lazy("Article in a magazine"),
    "article-newspaper": gettext_lazy("Article in a newspaper"),
    "thesis": gettext_lazy("Thesis"),
    "report": gettext_lazy("Report"),
    "webpage": gettext_lazy("Web page"),
    "manuscript": gettext_lazy("Manuscript"),
    "personal_communication": gettext_lazy("Letter"),
    "interview": gettext_lazy("Interview"),
    "document": gettext_lazy("Document of an archive"),
    "graphic": gettext_lazy("Photograph or drawing"),
    "motion_picture": gettext_lazy("Film"),
    "map": gettext_lazy("Map or plan"),
    "pamphlet": gettext_lazy("Pamphlet"),
}
LABELS: Mapping[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "author": gettext_lazy("Authors"),
    "editor": gettext_lazy("Editors"),
    "translator": gettext_lazy("Translators"),
    "recipient": gettext_lazy("Recipients"),
    "interviewer": gettext_lazy("Interviewers"),
    "issued": gettext_lazy("Published or dated"),
    "container-title": gettext_lazy("Part of (book, journal, site)"),
    "collection-title": gettext_lazy("Series"),
    "publisher": gettext_lazy("Publisher"),
    "publisher-place": gettext_lazy("Place of publication"),
    "edition": gettext_lazy("Edition"),
    "volume": gettext_lazy("Volume"),
    "issue": gettext_lazy("Issue"),
    "page": gettext_lazy("Pages"),
    "genre": pgettext_lazy("source", "Kind, in words"),
    "archive": gettext_lazy("Archive"),
    "archive-place": gettext_lazy("Place of the archive"),
    "archive_collection": gettext_lazy("Fonds or collection"),
    "archive_location": gettext_lazy("Box, folder, shelf mark"),
    "ISBN": gettext_lazy("ISBN"),
    "DOI": gettext_lazy("DOI"),
    "URL": gettext_lazy("Address on the web"),
    "accessed": gettext_lazy("Looked at on"),
    "language": gettext_lazy("Language, as a code"),
    "note": gettext_lazy("Note"),
}
_BASIC = ("title", "author", "issued", "language", "note")
_PUBLISHED = ("publisher", "publisher-place")
_IN_ARCHIVE = ("archive", "archive-place", "archive_collection", "archive_location")
RELEVANT: Mapping[str, tuple[str, ...]] = {
    "book": ("editor", "translator", *_PUBLISHED, "edition", "volume", "ISBN"),
    "chapter": ("container-title", "editor", *_PUBLISHED, "page", "ISBN"),
    "article-journal": ("container-title", "volume", "issue", "page", "DOI"),
    "article-magazine": ("container-title", "issue", "page"),
    "article-newspaper": ("container-title", "page", "publisher-place"),
    "thesis": ("publisher", "publisher-place", "genre", "URL"),
    "report": (*_PUBLISHED, "genre", "URL"),
    "webpage": ("container-title", "URL", "accessed"),
    "interview": ("interviewer", *_IN_ARCHIVE, "URL"),
    "personal_communication": ("recipient", *_IN_ARCHIVE),
}
"""What each type is asked for first; the others stand one step away."""


class SourceForm(DeskForm):
    """A CSL item. What the form has no field for stays as it is."""

    def __init__(
        self, *args: Any, csl: Mapping[str, Any] | None = None, new: bool = False, **kwargs: Any
    ) -> None:
        self.csl = dict(csl or {})
        kwargs.setdefault("initial", _initial(self.csl))
        super().__init__(*args, **kwargs)
        kind = str(self.csl.get("type", "book"))
        names = dict(TYPE_NAMES)
        names.setdefault(kind, kind)
        self.fields["type"] = forms.ChoiceField(
            label=pgettext_lazy("source", "Kind"), choices=list(names.items()), initial=kind
        )
        if new:
            self.fields["key"] = forms.RegexField(
                KEY,
                label=gettext_lazy("Key"),
                max_length=80,
                required=False,
                help_text=gettext_lazy("Left empty, one is made of author and year."),
            )
        asked = (*_BASIC, *RELEVANT.get(kind, ()))
        self.first = [name for name in LABELS if name in asked]
        for name in (*self.first, *(name for name in LABELS if name not in asked)):
            self.fields[name] = _field(name)

    def bound(self, *, first: bool) -> list[forms.BoundField]:
        """The fields that this type is asked for first, or the others."""
        return [
            self[name]
            for name in self.fields
            if (name not in LABELS or name in self.first) == first and name != "seen"
        ]

    def item(self) -> dict[str, Any]:
        """The item as it was written; what was not touched keeps all that it had."""
        written = dict(self.csl)
        for name in ("type", *LABELS):
            words = self.cleaned_data[name]
            if words == _words_of(name, self.csl.get(name)):
                continue
            value = _value(name, words, self.csl.get(name))
            if value:
                written[name] = value
            else:
                written.pop(name, None)
        return written


def _field(name: str) -> forms.CharField:
    label = str(LABELS[name])
    if name in NAMES:
        return forms.CharField(
            label=label,
            required=False,
            max_length=5000,
            help_text=gettext_lazy(
                "One a line: Family name, given names. Without a comma, an institution."
            ),
            widget=forms.Textarea({"rows": 2}),
        )
    if name in DATES:
        help_text = gettext_lazy("2009, 2009-09 or 2009-09-15; anything else is kept in words.")
        return forms.CharField(label=label, required=False, max_length=200, help_text=help_text)
    if name == "note":
        area = forms.Textarea({"rows": 2})
        return forms.CharField(label=label, required=False, max_length=20_000, widget=area)
    most = 20 if name == "language" else 2000
    return forms.CharField(label=label, required=name == "title", max_length=most)


def _initial(csl: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _words_of(name, csl.get(name)) for name in ("type", *LABELS) if csl.get(name)}


def _words_of(name: str, value: Any) -> str:
    """A variable as the form shows it."""
    if not value:
        return ""
    if name in NAMES:
        return "\n".join(_line(person) for person in value)
    if name in DATES:
        sides = value.get("date-parts") or []
        days = ["-".join(f"{part:02d}" for part in side) for side in sides]
        return "/".join(days) or str(value.get("literal") or value.get("raw") or "")
    return str(value)


def _value(name: str, words: str, before: Any) -> Any:
    if name in NAMES:
        known = {_line(person): person for person in before or ()}
        lines = [" ".join(line.split()) for line in words.splitlines() if line.strip()]
        return [known.get(line) or _person(line) for line in lines]
    if name in DATES:
        first, _slash, last = words.partition("/")
        date, until = date_from(first), date_from(last)
        if date and until and "date-parts" in date and "date-parts" in until:
            return {"date-parts": [*date["date-parts"], *until["date-parts"]]}
        return date_from(words)
    return words


def _line(person: Mapping[str, Any]) -> str:
    if person.get("literal"):
        return str(person["literal"])
    particle = person.get("non-dropping-particle") or person.get("dropping-particle") or ""
    family = " ".join(filter(None, (particle, person.get("family", ""))))
    return ", ".join(filter(None, (family, person.get("given", ""), person.get("suffix", ""))))


def _person(line: str) -> dict[str, str]:
    family, comma, given = line.partition(",")
    if not comma:
        return {"literal": line}
    named = {"family": family.strip(), "given": given.strip()}
    return {part: words for part, words in named.items() if words}


class BibliographyForm(DeskForm):
    """A bibliography, as a file or pasted."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("CSL-JSON as Zotero exports it, BibTeX or RIS."),
        widget=forms.FileInput({"accept": ".json,.bib,.ris,.txt"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste it here"),
        required=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("text"):
            raise ValidationError(_("Please choose a file or paste something."))
        return cleaned

    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        # One byte more than is taken: the reader refuses it, and no more is held in memory.
        return file.read(MOST_BYTES + 1) if file else str(self.cleaned_data["text"]).encode()


class ReasonForm(DeskForm):
    """Why, in the languages of the house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"] = MultilingualFormField(label=_("Reason"), rows=2, most=1000)


def shown_value(name: str, value: Any) -> str:
    """A variable of a CSL item in one line, for a comparison."""
    if name in NAMES or name in DATES:
        return _words_of(name, value).replace("\n", "; ")
    return str(value)


def label_of(name: str) -> str:
    """What the form calls a variable; CSL's own name where it does not ask for it."""
    return str(LABELS.get(name, pgettext_lazy("source", "Kind") if name == "type" else name))


def type_name(kind: str) -> str:
    return str(TYPE_NAMES.get(kind, kind))
