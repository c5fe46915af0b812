"""What is typed about pictures: files to send, words in every language, what a picture shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casamuseo.collection.actions.picturing import Owner, PictureAsked, fingerprint
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pickers import MultilingualFormField, ObjectField, PlaceField
from casamuseo.media.models import Picture

MOST_FILES = 50
LEAST_SIDE, MOST_SIDE = 200, 32_000


class ManyFiles(forms.ClearableFileInput):
    """A box for several files; a telephone offers its camera too."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Files; cleans to a list of them. An empty one is let through: it is refused with its name."""

    def __init__(self, **kwargs: Any) -> None:
        accepted = (
            "image/jpeg,image/png,image/webp,image/tiff,.heic,.jpg,.jpeg,.png,.webp,.tif,.tiff"
        )
        widget = ManyFiles({"accept": accepted, "multiple": True})
        super().__init__(widget=widget, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_FILES:
            raise ValidationError(
                _("Please send at most %(most)d files at once.") % {"most": MOST_FILES}
            )
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class SendForm(DeskForm):
    """Photographs to take in."""

    photographs = ManyFilesField(
        label=gettext_lazy("Photographs"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP up to 25 MB, scans as TIFF or JPEG up to 100 MB. They are kept as they "
            "are; where they were taken never leaves the house."
        ),
    )
    is_withheld = forms.BooleanField(
        label=gettext_lazy("For the staff alone, for now"), required=False
    )


class PictureForm(DeskForm):
    """What is written of one picture."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    is_withheld = forms.BooleanField(label=gettext_lazy("For the staff alone"), required=False)
    longest_side = forms.IntegerField(
        label=gettext_lazy("Largest size that may leave the house, in pixels"),
        min_value=LEAST_SIDE,
        max_value=MOST_SIDE,
        required=False,
        help_text=gettext_lazy("The longer side. Empty for no limit."),
    )
    field_order = ("seen", "description", "title", "credit", "is_withheld", "longest_side")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"] = MultilingualFormField(
            label=_("What is to be seen"),
            rows=3,
            most=1000,
            required=False,
            help_text=_(
                "For those who cannot see it, in one or two sentences. Without it in every language "
                "of the house the photograph is not shown to the public."
            ),
        )
        self.fields["title"] = MultilingualFormField(label=_("Title"), most=200, required=False)
        self.fields["credit"] = MultilingualFormField(
            label=_("Credit"),
            most=300,
            required=False,
            help_text=_("Who took it, and whose it is."),
        )
        self.order_fields(list(self.field_order))

    @classmethod
    def start(cls, picture: Picture) -> dict[str, Any]:
        """What the form shows of the picture as it stands."""
        names = ("description", "title", "credit", "is_withheld", "longest_side")
        return {"seen": fingerprint(picture), **{name: getattr(picture, name) for name in names}}

    def asked(self) -> PictureAsked:
        """What was written, as the action takes it."""
        return PictureAsked(**{name: self.cleaned_data[name] for name in PictureAsked.__slots__})


class ShowsForm(DeskForm):
    """What a picture shows: an object or a place."""

    thing = ObjectField(label=gettext_lazy("Object number"), required=False)
    place = PlaceField(label=gettext_lazy("or a place"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("thing")) == bool(cleaned.get("place")):
            raise ValidationError(_("Name an object or a place, one of the two."))
        return cleaned

    def owner(self) -> Owner:
        owner: Owner = self.cleaned_data["thing"] or self.cleaned_data["place"]
        return owner
