"""Fields by which the desk's forms name what there is: objects, places, texts in several languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import House, Place
from casamuseo.house.terms import PlaceKind
from casamuseo.kernel.editions import per_edition
from casamuseo.kernel.texts import Text, Version

LANGUAGE_NAMES = {
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "nah": "Nāhuatl",
    "pt": "Português",
    "ru": "Русский",
}
_BETWEEN = re.compile(r"[\s,;]*\n[\s,;]*|\s*[,;]\s*")
_OBJECT = {
    "list": "objects-known",
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "data-finds": "objects",
}


def language_name(code: str) -> str:
    """The language by its own name; the code where the desk does not know one."""
    return LANGUAGE_NAMES.get(code, code)


@per_edition
def house_languages() -> tuple[str, ...]:
    """The public languages of the house, the originals' first: those that the publishing rule asks for."""
    house = House.objects.only("languages").first()
    return tuple(house.languages) if house else ("es", "en")


@per_edition
def written_languages() -> tuple[str, ...]:
    """The languages in which one writes at the desk: the public ones, then those being prepared."""
    house = House.objects.only("languages", "prepared_languages").first()
    return (*house.languages, *house.prepared_languages) if house else ("es", "en")


def object_numbered(number: str) -> MuseumObject:
    """The object with this number, as typed or as its printed address. Raises ValidationError."""
    wanted = number.strip().rstrip("/").rpartition("/o/")[2].replace("~", "/")
    found = MuseumObject.objects.filter(object_number__iexact=wanted).first()
    if found is None:
        raise ValidationError(
            _("There is no object with the number “%(number)s”.") % {"number": wanted[:60]},
            code="no-such-object",
        )
    return found


class ObjectField(forms.CharField):
    """The number of an object, typed or scanned; cleans to the object, or None where it may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Object number"))
        kwargs.setdefault("widget", forms.TextInput(dict(_OBJECT)))
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        return object_numbered(words) if words else None

    def prepare_value(self, value: Any) -> Any:
        return value.object_number if isinstance(value, MuseumObject) else value


class ObjectsField(forms.CharField):
    """Numbers of objects, one a line or with commas between; cleans to the objects, each once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Object numbers"))
        kwargs.setdefault("help_text", gettext_lazy("One number a line."))
        kwargs.setdefault("widget", forms.Textarea({"rows": 4, "spellcheck": "false"}))
        super().__init__(max_length=20_000, **kwargs)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        found, wrong = {}, []
        for number in filter(None, (part.strip() for part in _BETWEEN.split(words))):
            try:
                thing = object_numbered(number)
            except ValidationError as problem:
                wrong.append(problem)
            else:
                found[thing.pk] = thing
        if wrong:
            raise ValidationError(wrong)
        return list(found.values())

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return "\n".join(thing.object_number for thing in value)
        return value


class PlaceField(forms.TypedChoiceField):
    """A place, chosen from the tree of the house; cleans to the place, or None where it may be empty."""

    def __init__(
        self, *, rooms_only: bool = False, fixtures_only: bool = False, **kwargs: Any
    ) -> None:
        self.kinds = _kinds(rooms_only=rooms_only, fixtures_only=fixtures_only)
        kwargs.setdefault("label", gettext_lazy("Place"))
        super().__init__(
            choices=lambda: [("", "—"), *_tree(self.kinds)],
            coerce=lambda pk: Place.objects.get(pk=pk),
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Place) else value


def _kinds(*, rooms_only: bool, fixtures_only: bool) -> tuple[str, ...]:
    if rooms_only:
        return (PlaceKind.ROOM, PlaceKind.OUTDOOR)
    if fixtures_only:
        return (PlaceKind.FIXTURE,)
    return tuple(PlaceKind.values)


def _tree(kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Primary key and indented name of each place, below the one that it is part of."""
    below: dict[int | None, list[Place]] = {}
    for place in Place.objects.order_by("number", "order", "key"):
        below.setdefault(place.parent_id, []).append(place)
    language = _language()
    choices: list[tuple[str, str]] = []

    def walk(parent: int | None, depth: int) -> None:
        for place in below.get(parent, ()):
            is_wanted = place.kind in kinds
            if is_wanted:
                choices.append((str(place.pk), "\u2003" * depth + place.name.words(language)))
            walk(place.pk, depth + is_wanted)

    walk(None, 0)
    return choices


def _language() -> str:
    return translation.get_language() or "es"


class MultilingualWidget(forms.MultiWidget):
    """One box a language, each under the language's own name."""

    use_fieldset = True

    def __init__(self, languages: Sequence[str], *, rows: int = 0) -> None:
        self.languages = tuple(languages)
        box = forms.Textarea if rows else forms.TextInput
        extra = {"rows": rows} if rows else {}
        super().__init__({code: box({"lang": code, **extra}) for code in self.languages})

    def decompress(self, value: Any) -> list[str]:
        if not isinstance(value, Text):
            return ["" for _code in self.languages]
        return [(value[code].words or "") if code in value else "" for code in self.languages]

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # one language may be missing

    def _box(self, box: dict[str, Any], renderer: Any) -> str:
        return str(super()._render(box["template_name"], {"widget": box}, renderer))  # type: ignore[misc]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        context = self.get_context(name, value, attrs)["widget"]
        return format_html_join(
            "",
            '<label class="desk-language" for="{}"><span lang="{}">{}</span> {}</label>',
            (
                (
                    box["attrs"].get("id", ""),
                    code,
                    language_name(code),
                    mark_safe(self._box(box, renderer)),  # noqa: S308  Django's own
                )
                for code, box in zip(self.languages, context["subwidgets"], strict=True)
            ),
        )


class MultilingualFormField(forms.Field):
    """A text in the languages of the house; cleans to a Text that keeps what each was made from.

    An empty box is a language that is missing, and a `Text` without any words is empty.
    """

    def __init__(self, *, rows: int = 0, most: int = 4000, **kwargs: Any) -> None:
        self.rows, self.most = rows, most
        super().__init__(widget=MultilingualWidget((), rows=rows), **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        # A form may be declared before there is a house: its languages are asked for when it is used.
        self.widget = MultilingualWidget(written_languages(), rows=self.rows)
        self.widget.is_required = self.required
        # A field is cleaned through its bound field first: here it learns what stood before.
        self.initial = form.get_initial_for_field(self, field_name)
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Text:
        languages = self.widget.languages
        words = {
            code: (each or "").replace("\r\n", "\n").strip()
            for code, each in zip(languages, value or [""] * len(languages), strict=True)
        }
        if self.required and not any(words.values()):
            raise ValidationError(self.error_messages["required"], code="required")
        if any(len(each) > self.most for each in words.values()):
            raise ValidationError(
                _("Please use at most %(most)d characters.") % {"most": self.most}
            )
        return revised(self.initial, words)


def revised(old: Any, words: Mapping[str, str]) -> Text:
    """What a text becomes when these are its words: its original stays the original."""
    before = old if isinstance(old, Text) else Text()
    order = [code for code in before if code in words]
    order += [code for code in words if code not in order]
    filled = [code for code in order if words[code]]
    shape: dict[str, Version] = {}
    for code in filled:
        if not shape:
            shape[code] = Version(words[code], revision=before.revision if before else 1)
        else:
            shape[code] = Version(words[code], made_from=before.revision if before else 1)
    for code in order:
        if not words[code] and before.is_declared_missing(code):
            shape.setdefault(code, Version(None, made_from=before.revision))
    return before.revised_to(Text(shape)) if before else Text(shape)
