"""Prices, their rules, the times of visits and the capacities, for the director to see and change."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.forms_prices import CapacityForm, PriceForm, PriceRuleForm, SlotRuleForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions import tariffs
from casamuseo.visit.actions.calendaring import set_capacity
from casamuseo.visit.models import Price, PriceRule, Resource, SlotRule
from casamuseo.visit.rules import the_house
from casamuseo.visit.terms import ResourceKind


@allowed_to("change_prices")
def prices(request: HttpRequest) -> HttpResponse:
    """Everything that decides what a visit costs and how many fit."""
    shown = [ResourceKind.DAY, ResourceKind.HOUSE, ResourceKind.ROOM, ResourceKind.SPACE]
    return desk_page(
        request,
        "desk/prices.html",
        title=_("Prices and capacity"),
        prices=Price.objects.all(),
        rules=PriceRule.objects.prefetch_related("prices"),
        slot_rules=SlotRule.objects.all(),
        resources=Resource.objects.filter(kind__in=shown),
        currency=the_house().currency,
    )


@allowed_to("change_prices", hides=True)
def price(request: HttpRequest, key: str) -> HttpResponse:
    """One category; `new` adds one."""
    found = None if key == "new" else get_object_or_404(Price, key=key)
    form = PriceForm(request.POST or None, price=found)
    return _form_page(
        request,
        form,
        title=_named(found.category) if found else _("Add a category"),
        save=lambda: tariffs.put_price(
            found.key if found else None, form.tariff, by=member_of(request).login, at=clock.now()
        ),
    )


@allowed_to("change_prices", hides=True)
def price_rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule; `new` adds one."""
    found = None if key == "new" else get_object_or_404(PriceRule, key=key)
    form = PriceRuleForm(request.POST or None, rule=found)
    return _form_page(
        request,
        form,
        title=_named(found.reason) if found else _("Add a price rule"),
        save=lambda: tariffs.put_price_rule(
            found.key if found else None,
            form.reduction,
            days=form.days,
            prices=form.cleaned_data["prices"],
            by=member_of(request).login,
            at=clock.now(),
        ),
    )


@allowed_to("change_prices", hides=True)
def slot_rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule for times; `new` adds one."""
    found = None if key == "new" else get_object_or_404(SlotRule, key=key)
    form = SlotRuleForm(request.POST or None, rule=found)
    return _form_page(
        request,
        form,
        title=_("Times of visits"),
        save=lambda: tariffs.put_slot_rule(
            found.key if found else None,
            form.rhythm,
            days=form.days,
            by=member_of(request).login,
            at=clock.now(),
        ),
    )


@allowed_to("change_prices", hides=True)
@require_POST
def remove_price_rule(request: HttpRequest, key: str) -> HttpResponse:
    """Take a price rule out of the list."""
    return _removed(request, get_object_or_404(PriceRule, key=key))


@allowed_to("change_prices", hides=True)
@require_POST
def remove_slot_rule(request: HttpRequest, key: str) -> HttpResponse:
    """Take a rule for times out of the list."""
    return _removed(request, get_object_or_404(SlotRule, key=key))


@allowed_to("change_prices", hides=True)
def capacity(request: HttpRequest, key: str) -> HttpResponse:
    """How many a resource holds."""
    resource = get_object_or_404(Resource, key=key)
    form = CapacityForm(request.POST or None, resource=resource)

    def save() -> None:
        fuller = set_capacity(
            resource,
            capacity=form.cleaned_data["capacity"],
            by=member_of(request).login,
            at=clock.now(),
        )
        if fuller:
            words = ngettext(
                "%(count)s time already has more people than that; nothing more is sold for it.",
                "%(count)s times already have more people than that; nothing more is sold for them.",
                fuller,
            )
            tell(request, words % {"count": fuller}, tone="note")

    return _form_page(request, form, title=_named(resource.name), save=save)


def _form_page(
    request: HttpRequest, form: DeskForm, *, title: str, save: Callable[[], object]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("This was saved."))
            return redirect("desk:prices")
    return desk_page(
        request,
        "desk/prices-form.html",
        title=title,
        form=form,
        status=422 if form.errors else 200,
    )


def _removed(request: HttpRequest, rule: PriceRule | SlotRule) -> HttpResponse:
    tariffs.remove(rule, by=member_of(request).login, at=clock.now())
    tell(request, _("The rule was taken out of the list."))
    return redirect("desk:prices")


def _named(text: Text) -> str:
    return text.words(get_language() or "es")
