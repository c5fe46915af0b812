"""The procedures' first page, and object entry: what came in, its receipt, what became of it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casamuseo.collection.actions import entering
from casamuseo.collection.days import day_of
from casamuseo.collection.lending import overdue
from casamuseo.collection.models import EntryItem, Loan, ObjectEntry, ObjectExit
from casamuseo.collection.terms import LoanState
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_procedures import (
    CloseEntryForm,
    EntryChangeForm,
    EntryForm,
    EntryWords,
    ItemForm,
    LinkForm,
)
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.procedure_forms import asked_of, day_words, done, facts_of, start_of
from casamuseo.desk.procedure_lists import Column, Listing, list_file, list_page
from casamuseo.house.models import House
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

MOST_DUE = 50
"""So many of each kind of what is due are shown."""

ENTRIES: Listing[ObjectEntry] = Listing(
    name=gettext_lazy("Object entries"),
    empty=gettext_lazy("Nothing has come in yet."),
    rows=lambda: ObjectEntry.objects.order_by("-entered_on", "-pk"),
    columns=(
        Column(gettext_lazy("Number"), lambda row: row.entry_number),
        Column(gettext_lazy("Came on"), lambda row: row.entered_on),
        Column(gettext_lazy("Who brought it"), lambda row: row.depositor),
        Column(gettext_lazy("Why"), lambda row: row.get_reason_display(), is_wide=True),
        Column(gettext_lazy("Return or decide by"), lambda row: row.return_by),
        Column(gettext_lazy("Closed on"), lambda row: row.closed_on, is_wide=True),
    ),
    searched=("entry_number", "depositor", "owner", "note"),
    address=lambda row: reverse("desk:procedures_entry", kwargs={"key": row.pk}),
    table="desk:procedures_entries_table",
)


@allowed_to("keep_procedures")
@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """What is due, and the way to each procedure."""
    today = day_of(clock.now())
    entries = ObjectEntry.objects.filter(closed_on=None, return_by__isnull=False)
    exits = ObjectExit.objects.filter(returned_on=None, expected_return_on__isnull=False)
    loans = Loan.objects.filter(state=LoanState.AGREED)
    return desk_page(
        request,
        "desk/procedures.html",
        title=_("Procedures"),
        today=today,
        day=day_words,
        entries=entries.order_by("return_by", "pk")[:MOST_DUE],
        exits=exits.order_by("expected_return_on", "pk")[:MOST_DUE],
        loans=loans.order_by("ends_on", "pk")[:MOST_DUE],
        overdue={loan.pk for loan in overdue(today)[:1000]},
    )


@allowed_to("keep_procedures")
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Everything that came in, the latest first."""
    return list_page(
        request,
        ENTRIES,
        "desk/procedure-list.html",
        add=(_("New entry"), reverse("desk:procedures_entry_add")),
    )


@allowed_to("keep_procedures")
@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of entries as a file."""
    return list_file(request, ENTRIES, kind)


@allowed_to("keep_procedures")
def add(request: HttpRequest) -> HttpResponse:
    """Write that something came in."""
    member = member_of(request)
    start = {"entered_on": day_of(clock.now()), "received_by": member.full_name}
    form = EntryForm(request.POST or None, initial=start)
    made: list[ObjectEntry] = []
    if request.method == "POST" and done(
        form,
        lambda: made.append(
            entering.enter(
                asked_of(entering.EntryAsked, form),
                items=form.cleaned_data["things"],
                by=member.login,
                at=clock.now(),
            )
        ),
    ):
        tell(request, _("The entry is written. Print the receipt and let it be signed."))
        return redirect("desk:procedures_entry", key=made[0].pk)
    return desk_page(
        request,
        "desk/procedure-form.html",
        title=_("New entry"),
        lead=_("Something is left with the museum: write what, from whom and why."),
        form=form,
        submit=_("Write the entry"),
        cancel=reverse("desk:procedures_entries"),
        status=422 if form.errors else 200,
    )


@allowed_to("keep_procedures", hides=True)
def entry(request: HttpRequest, key: int) -> HttpResponse:
    """One entry: its things, its dates, what became of it."""
    return _page(request, get_object_or_404(ObjectEntry, pk=key))


@allowed_to("keep_procedures", hides=True)
@require_safe
def receipt(request: HttpRequest, key: int) -> HttpResponse:
    """The receipt on a sheet of paper, for who brought it and for the museum."""
    found = get_object_or_404(ObjectEntry, pk=key)
    return desk_page(
        request,
        "desk/entry-receipt.html",
        title=_("Receipt %(number)s") % {"number": found.entry_number},
        entry=found,
        items=found.items.order_by("order", "pk"),
        house=House.objects.first(),
        facts=facts_of(EntryWords, found),
    )


@allowed_to("keep_procedures", hides=True)
@require_POST
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Write an entry anew."""
    found = get_object_or_404(ObjectEntry, pk=key)
    form = EntryChangeForm(request.POST)
    if done(
        form,
        lambda: entering.change_entry(
            found,
            asked=asked_of(entering.EntryAsked, form),
            seen=form.cleaned_data["version"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        record=found,
    ):
        return _saved(request, key)
    return _page(request, found, change=form)


@allowed_to("keep_procedures", hides=True)
@require_POST
def close(request: HttpRequest, key: int) -> HttpResponse:
    """Write what became of it."""
    found = get_object_or_404(ObjectEntry, pk=key)
    form = CloseEntryForm(request.POST)
    if done(
        form,
        lambda: entering.close_entry(
            found,
            decision=form.cleaned_data["decision"],
            closed_on=form.cleaned_data["closed_on"],
            seen=form.cleaned_data["version"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        record=found,
    ):
        return _saved(request, key)
    return _page(request, found, close=form)


@allowed_to("keep_procedures", hides=True)
@require_POST
def reopen(request: HttpRequest, key: int) -> HttpResponse:
    """Take a closing back."""
    found = get_object_or_404(ObjectEntry, pk=key)
    entering.reopen_entry(found, seen=found.version, by=member_of(request).login, at=clock.now())
    return _saved(request, key)


@allowed_to("keep_procedures", hides=True)
@require_POST
def add_items(request: HttpRequest, key: int) -> HttpResponse:
    """Write more things that came in."""
    found = get_object_or_404(ObjectEntry, pk=key)
    form = ItemForm(request.POST, auto_id="item_%s")
    by, at = member_of(request).login, clock.now()

    def write() -> None:
        for item in form.cleaned_data["things"]:
            entering.add_item(found, item=item, by=by, at=at)

    if done(form, write):
        return _saved(request, key)
    return _page(request, found, item=form)


@allowed_to("keep_procedures", hides=True)
@require_POST
def link(request: HttpRequest, key: int) -> HttpResponse:
    """Say which object's record a thing has become."""
    item = get_object_or_404(EntryItem.objects.select_related("entry"), pk=key)
    form = LinkForm(request.POST, auto_id=f"link_{item.pk}_%s")
    if done(
        form,
        lambda: entering.link_item(
            item,
            museum_object=form.cleaned_data["museum_object"],
            by=member_of(request).login,
            at=clock.now(),
        ),
    ):
        return _saved(request, item.entry_id)
    return _page(request, item.entry, link=(item.pk, form))


@allowed_to("keep_procedures", hides=True)
@require_POST
def delete(request: HttpRequest, key: int) -> HttpResponse:
    """Delete an entry that was a mistake and that nothing cites."""
    found = get_object_or_404(ObjectEntry, pk=key)
    try:
        entering.delete_entry(found, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:procedures_entry", key=key)
    tell(request, _("The entry %(number)s is deleted.") % {"number": found.entry_number})
    return redirect("desk:procedures_entries")


def _saved(request: HttpRequest, key: int) -> HttpResponse:
    tell(request, _("This was saved."))
    return redirect("desk:procedures_entry", key=key)


def _page(
    request: HttpRequest,
    found: ObjectEntry,
    *,
    change: EntryChangeForm | None = None,
    close: CloseEntryForm | None = None,
    item: ItemForm | None = None,
    link: tuple[int, LinkForm] | None = None,
) -> HttpResponse:
    today = day_of(clock.now())
    links = dict([link] if link else [])
    items = found.items.select_related("museum_object").order_by("order", "pk")
    return desk_page(
        request,
        "desk/entry.html",
        title=_("Entry %(number)s") % {"number": found.entry_number},
        entry=found,
        facts=facts_of(EntryWords, found),
        items=[
            (each, links.get(each.pk) or LinkForm(auto_id=f"link_{each.pk}_%s")) for each in items
        ],
        acquisitions=found.acquisitions.order_by("pk"),
        change=change or EntryChangeForm(initial=start_of(EntryChangeForm, found)),
        close=close
        or CloseEntryForm(
            auto_id="close_%s",
            initial={"version": found.version, "closed_on": today, "decision": found.decision},
        ),
        item=item or ItemForm(auto_id="item_%s"),
        is_late=_is_late(found, today),
        day=day_words,
        status=422 if any((change, close, item, link)) else 200,
    )


def _is_late(entry: ObjectEntry, today: date) -> bool:
    return entry.closed_on is None and entry.return_by is not None and entry.return_by < today
