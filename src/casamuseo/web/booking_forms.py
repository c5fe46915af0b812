"""The last form of booking: how to reach the visitor, a code that lowers the price, the way to pay."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from casamuseo.visit.terms import PayAt


class DetailsForm(forms.Form):
    """Nothing of it is required where the visit is paid for at the door."""

    key = forms.CharField(max_length=40, required=False)
    name = forms.CharField(max_length=120, required=False)
    email = forms.EmailField(required=False)
    voucher = forms.CharField(max_length=40, required=False)
    pay = forms.ChoiceField(
        choices=[(PayAt.DOOR, ""), (PayAt.ONLINE, "")], required=False, initial=PayAt.DOOR
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["invalid"] = gettext(
            "This does not look like an e-mail address. An example: ana@example.org"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        pays_online = cleaned.get("pay") == PayAt.ONLINE
        if pays_online and not cleaned.get("email") and not self.errors.get("email"):
            self.add_error(
                "email", gettext("To pay online we need an e-mail address: the ticket goes there.")
            )
        return cleaned

    @property
    def pay_at(self) -> PayAt:
        return PayAt(self.cleaned_data.get("pay") or PayAt.DOOR)
