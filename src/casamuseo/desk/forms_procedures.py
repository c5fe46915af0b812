"""The forms of entries, acquisitions, exits and loans."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from casamuseo.collection.actions.entering import ItemAsked
from casamuseo.collection.models import Loan, LoanItem, MuseumObject
from casamuseo.collection.terms import (
    AcquisitionMethod,
    EntryReason,
    ExitReason,
    LoanDirection,
)
from casamuseo.desk.pickers import ObjectField, ObjectsField, PlaceField
from casamuseo.desk.procedure_forms import (
    AmountField,
    CurrencyField,
    FuzzyField,
    ProcedureForm,
    SeenForm,
    day_field,
    line_field,
    not_before,
    number_field,
    text_field,
)

MOST_THINGS = 500
_COUNTED = re.compile(r"(\d{1,6})\s*[x×]\s*(.+)", re.IGNORECASE)


class ThingsField(forms.CharField):
    """What came in, one thing a line, perhaps with how many of it in front: “6 × spoons”."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100_000, widget=forms.Textarea({"rows": 4}), **kwargs)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_THINGS:
            raise ValidationError(now_("These are too many lines for one entry."))
        if any(len(line) > 300 for line in lines):
            raise ValidationError(now_("A line has at most 300 characters."))
        return [_item(line) for line in lines]


def _item(line: str) -> ItemAsked:
    counted = _COUNTED.fullmatch(line)
    if counted and int(counted[1]):
        return ItemAsked(counted[2], count=int(counted[1]))
    return ItemAsked(line)


class EntryWords(ProcedureForm):
    """What is written of an entry."""

    depositor = line_field(_("Who brought it"), required=True)
    reason = forms.ChoiceField(label=_("Why"), choices=EntryReason.choices)
    entered_on = day_field(_("Came on"))
    return_by = day_field(_("Return or decide by"), required=False)
    depositor_contact = line_field(_("Telephone or address of who brought it"), most=300)
    owner = line_field(_("Owner, if somebody else"))
    condition_note = text_field(_("Condition on arrival"))
    packing_note = text_field(_("Packing"))
    note = text_field(_("Note"))
    received_by = line_field(_("Received by"), required=True)
    more: ClassVar[tuple[str, ...]] = (
        "depositor_contact",
        "owner",
        "condition_note",
        "packing_note",
        "received_by",
        "note",
    )

    def clean(self) -> None:
        not_before(self, "return_by", "entered_on", _("It cannot go back before it came."))


class EntryForm(EntryWords):
    """A new entry: what came, from whom, why."""

    things = ThingsField(
        label=_("What came in"),
        help_text=_("One thing a line; a number in front says how many: 6 × spoon."),
    )
    number = number_field()
    field_order = ("things", "depositor", "reason", "entered_on", "return_by")
    more = (*EntryWords.more, "number")


class EntryChangeForm(EntryWords, SeenForm):
    """An open entry, written anew."""


class ItemForm(ProcedureForm):
    """One more thing of an entry."""

    things = ThingsField(label=_("What came in"), help_text=_("One thing a line."))


class LinkForm(ProcedureForm):
    """Which object's record a thing has become."""

    museum_object = ObjectField(label=_("Number of its record"))


class CloseEntryForm(SeenForm):
    """What became of an entry."""

    decision = text_field(
        _("What became of it"), required=True, help_text=_("Acquired, borrowed, given back…")
    )
    closed_on = day_field(_("Day"))


class AcquisitionForm(ProcedureForm):
    """An acquisition."""

    method = forms.ChoiceField(label=_("How it was acquired"), choices=AcquisitionMethod.choices)
    source = line_field(_("From whom"))
    museum_objects = ObjectsField(label=_("Objects"), required=False)
    acquired = FuzzyField(
        label=_("When"), help_text=_("As you know it: 1975, about 1940, March 1982.")
    )
    title_evidence = text_field(
        _("Evidence of title"),
        help_text=_("Which paper shows the transfer, and where it is kept; or that none is known."),
        rows=2,
    )
    authorised_by = line_field(_("Authorised by"))
    authorised_on = day_field(_("Authorised on"), required=False)
    source_contact = line_field(_("Telephone or address of the source"), most=300)
    reason = text_field(_("Why it was acquired"))
    restrictions = text_field(_("Conditions of the source"))
    price_cents = AmountField(label=_("Price"))
    currency = CurrencyField()
    note = text_field(_("Note"))
    number = number_field()
    more: ClassVar[tuple[str, ...]] = (
        "source_contact",
        "reason",
        "restrictions",
        "price_cents",
        "currency",
        "note",
        "number",
    )


class AcquisitionChangeForm(AcquisitionForm, SeenForm):
    """An acquisition, written anew; its number stays."""

    number = None  # type: ignore[assignment]
    more = AcquisitionForm.more[:-1]


class AccessionForm(SeenForm):
    """When the objects were entered in the register."""

    accessioned_on = day_field(_("Entered in the register on"))


class ExitNotesForm(SeenForm):
    """What may be written of an exit after the objects have left."""

    signed_by = line_field(_("Signed for by"))
    removed_by = line_field(_("Carried out by"))
    expected_return_on = day_field(_("Expected back on"), required=False)
    destination = line_field(_("Where to"))
    recipient_contact = line_field(_("Telephone or address of the recipient"), most=300)
    note = text_field(_("Note"))


class ExitForm(ProcedureForm):
    """Objects leave."""

    museum_objects = ObjectsField(label=_("Objects"))
    reason = forms.ChoiceField(label=_("Why"), choices=ExitReason.choices)
    recipient = line_field(_("Who takes it"), required=True)
    left_on = day_field(_("Left on"))
    expected_return_on = day_field(_("Expected back on"), required=False)
    authorised_by = line_field(_("Authorised by"), required=True)
    authorised_on = day_field(_("Authorised on"))
    decision = text_field(
        _("Decision"),
        help_text=_("For a disposal: who decided what, when and why."),
    )
    removed_by = line_field(_("Carried out by"))
    signed_by = line_field(_("Signed for by"))
    destination = line_field(_("Where to"))
    recipient_contact = line_field(_("Telephone or address of the recipient"), most=300)
    note = text_field(_("Note"))
    number = number_field()
    more: ClassVar[tuple[str, ...]] = (
        "decision",
        "removed_by",
        "signed_by",
        "destination",
        "recipient_contact",
        "note",
        "number",
    )

    def clean(self) -> None:
        not_before(self, "expected_return_on", "left_on", _("It cannot come back before it left."))


class ReturnForm(SeenForm):
    """Objects that left came back."""

    returned_on = day_field(_("Came back on"))
    place = PlaceField(
        label=_("Where it is put"),
        required=False,
        help_text=_("Left empty, each goes to its normal place."),
    )
    position = line_field(_("Position"), most=120, help_text=_("Shelf, drawer, box."))


class LoanForm(ProcedureForm):
    """A loan."""

    direction = forms.ChoiceField(
        label=_("Direction"), choices=LoanDirection.choices, widget=forms.RadioSelect
    )
    partner = line_field(_("With whom"), required=True, help_text=_("The borrower, or the lender."))
    begins_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    museum_objects = ObjectsField(label=_("Objects"), required=False)
    venue = line_field(_("Where it is shown"))
    purpose = line_field(_("For what"), most=300)
    partner_contact = line_field(_("Telephone or address"), most=300)
    conditions = text_field(_("Conditions"))
    insured_cents = AmountField(label=_("Insured for"))
    currency = CurrencyField()
    insurer = line_field(_("Insurer"))
    note = text_field(_("Note"))
    number = number_field()
    more: ClassVar[tuple[str, ...]] = (
        "venue",
        "purpose",
        "partner_contact",
        "conditions",
        "insured_cents",
        "currency",
        "insurer",
        "note",
        "number",
    )

    def clean(self) -> None:
        not_before(self, "ends_on", "begins_on", _("The loan ends before it begins."))


class LoanChangeForm(LoanForm, SeenForm):
    """A loan, written anew; its direction, number and objects have their own steps."""

    direction = None  # type: ignore[assignment]
    museum_objects = None  # type: ignore[assignment]
    number = None  # type: ignore[assignment]
    more = LoanForm.more[:-1]


class AddObjectsForm(ProcedureForm):
    """More objects for a loan."""

    museum_objects = ObjectsField(label=_("Objects"))


class AgreeForm(SeenForm):
    """Who agreed to a loan."""

    authorised_by = line_field(_("Authorised by"), required=True)
    authorised_on = day_field(_("Authorised on"))


class RefuseForm(SeenForm):
    """Why a loan does not come about."""

    reason = text_field(_("Reason"), required=True)


class ExtendForm(SeenForm):
    """Until when a loan is extended."""

    ends_on = day_field(_("New last day"))
    reason = line_field(_("Reason"), most=300)


class SendForm(ProcedureForm):
    """What goes on a loan, and when; of a loan in, into which place it comes."""

    items = forms.MultipleChoiceField(label=_("Objects"), widget=forms.CheckboxSelectMultiple)
    sent_on = day_field(_("Day"))
    place = PlaceField(label=_("Where it is put"), required=False)
    position = line_field(_("Position"), most=120, help_text=_("Shelf, drawer, box."))
    moved_by = line_field(_("Carried by"))

    def __init__(self, *args: Any, loan: Loan, waiting: list[LoanItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = self.fields["items"]
        assert isinstance(items, forms.MultipleChoiceField)  # noqa: S101  declared above
        items.choices = [
            (str(item.museum_object_id), _named(item.museum_object)) for item in waiting
        ]
        items.initial = [str(item.museum_object_id) for item in waiting]
        if loan.direction == LoanDirection.OUT:
            del self.fields["place"], self.fields["position"]


def _named(thing: MuseumObject) -> str:
    return f"{thing.object_number} · {thing.name.words(get_language() or 'es')}"


class ScanForm(ProcedureForm):
    """The number of what came back, scanned or typed, one after another."""

    museum_object = ObjectField(label=_("Number of what came back"))
    returned_on = day_field(_("Day"))
    place = PlaceField(
        label=_("Where it is put"),
        required=False,
        help_text=_("Left empty, each goes to its normal place."),
    )

    def __init__(self, *args: Any, loan: Loan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["museum_object"].widget.attrs["autofocus"] = True
        if loan.direction == LoanDirection.IN:
            self.fields["museum_object"].label = _("Number of what goes back")
            del self.fields["place"]


class CloseLoanForm(SeenForm):
    """Nothing but the version."""
