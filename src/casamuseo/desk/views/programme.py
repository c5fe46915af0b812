"""The programme: what is on it, when it is held, for how many; published, changed, called off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.tour_forms import day_field, moment, time_field
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions import programming
from casamuseo.visit.actions.changing import PLACED
from casamuseo.visit.models import Programme, ProgrammeSession, Resource
from casamuseo.visit.papers.tours import language_name
from casamuseo.visit.rules import the_house, visit_rules
from casamuseo.visit.terms import ProgrammeKind, ResourceKind

MOST = 1000
"""The most places that a session has."""
LONGEST = 12 * 60
STILL_SHOWN = timedelta(days=1)


class ProgrammeForm(DeskForm):
    """What somebody writes of a programme, in every language of the house."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ProgrammeKind.choices)
    amount = forms.DecimalField(
        label=gettext_lazy("Price for each visitor"),
        min_value=Decimal(0),
        max_digits=9,
        decimal_places=2,
        initial=0,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text=gettext_lazy("Admission to the house is not in it. 0 for nothing."),
    )
    tax_code = forms.CharField(
        label=gettext_lazy("Tax code, as the accountant says"), max_length=40, required=False
    )
    begins_on = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("For a rotating exhibition; sessions have their own dates."),
    )
    ends_on = forms.DateField(
        label=pgettext_lazy("time", "Until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, code in enumerate(the_house().languages):
            spoken = language_name(code)
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": spoken},
                max_length=200,
                required=number == 0,
            )
            self.fields[f"summary_{code}"] = forms.CharField(
                label=_("Summary (%(language)s)") % {"language": spoken},
                max_length=1000,
                required=False,
                widget=forms.Textarea({"rows": 3}),
            )

    def asked(self) -> programming.ProgrammeAsked:
        """What was written, as the action takes it."""
        return programming.ProgrammeAsked(
            kind=ProgrammeKind(self.cleaned_data["kind"]),
            title=self._text("title"),
            summary=self._text("summary"),
            amount=self.cleaned_data["amount"],
            tax_code=self.cleaned_data["tax_code"],
            begins_on=self.cleaned_data["begins_on"],
            ends_on=self.cleaned_data["ends_on"],
        )

    def _text(self, name: str) -> Text:
        written = {code: self.cleaned_data[f"{name}_{code}"] for code in the_house().languages}
        return Text.of(**{code: words for code, words in written.items() if words})


class SpaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A space of the house, by its name in the language of the desk."""

    def label_from_instance(self, obj: Resource) -> str:
        return obj.name.words(get_language() or "es")


class SessionForm(DeskForm):
    """When it is held, where and for how many."""

    day = day_field(gettext_lazy("Day"))
    time = time_field(gettext_lazy("Time"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"),
        min_value=15,
        max_value=LONGEST,
        initial=60,
        widget=forms.NumberInput({"step": "15"}),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"), min_value=1, max_value=MOST, initial=20
    )
    space = SpaceField(
        Resource.objects.none(),
        label=gettext_lazy("Space"),
        required=False,
        empty_label=gettext_lazy("none of its own"),
        help_text=gettext_lazy("It is claimed whole: nothing else is held there meanwhile."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["space"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = Resource.objects.filter(kind=ResourceKind.SPACE)


class CapacityForm(DeskForm):
    """How many places a session has."""

    capacity = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=MOST)


class CallOffForm(DeskForm):
    """Why a session is called off, in every language of the house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, code in enumerate(the_house().languages):
            self.fields[f"reason_{code}"] = forms.CharField(
                label=_("Reason (%(language)s)") % {"language": language_name(code)},
                max_length=300,
                required=number == 0,
            )

    def reason(self) -> Text:
        written = {code: self.cleaned_data[f"reason_{code}"] for code in the_house().languages}
        return Text.of(**{code: words for code, words in written.items() if words})


@allowed_to("keep_programme")
def programmes(request: HttpRequest) -> HttpResponse:
    """Everything that is or was on the programme."""
    ahead = Q(sessions__is_cancelled=False, sessions__ends_at__gt=clock.now())
    rows = Programme.objects.annotate(ahead=Count("sessions", filter=ahead))
    return desk_page(request, "desk/programmes.html", title=_("Programme"), rows=rows)


@allowed_to("keep_programme")
def add(request: HttpRequest) -> HttpResponse:
    """Write something new for the programme."""
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.asked()
        try:
            programme = programming.add_programme(
                slugify(str(asked.title))[:80] or "programme",
                asked=asked,
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("This was saved. Now plan its sessions, then publish it."))
            return redirect("desk:programme_item", key=programme.pk)
    return desk_page(
        request,
        "desk/programme-add.html",
        title=_("New in the programme"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("keep_programme", hides=True)
def programme(request: HttpRequest, key: int) -> HttpResponse:
    """One thing of the programme with its sessions."""
    return _page(request, get_object_or_404(Programme, pk=key))


@allowed_to("keep_programme", hides=True)
@require_POST
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Write it anew."""
    found = get_object_or_404(Programme, pk=key)
    form = ProgrammeForm(request.POST)
    if form.is_valid():
        try:
            programming.change_programme(
                found, asked=form.asked(), by=member_of(request).login, at=clock.now()
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("This was saved."))
            return redirect("desk:programme_item", key=key)
    return _page(request, found, form=form, status=422)


@allowed_to("keep_programme", hides=True)
@require_POST
def publish(request: HttpRequest, key: int) -> HttpResponse:
    """Show it on the website."""
    found = get_object_or_404(Programme, pk=key)
    programming.publish_programme(found, by=member_of(request).login, at=clock.now())
    tell(request, _("It stands on the website now."))
    return redirect("desk:programme_item", key=key)


@allowed_to("keep_programme", hides=True)
@require_POST
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Take it off the website."""
    found = get_object_or_404(Programme, pk=key)
    programming.withdraw_programme(found, by=member_of(request).login, at=clock.now())
    tell(request, _("It is off the website. What was sold stays sold."))
    return redirect("desk:programme_item", key=key)


@allowed_to("keep_programme", hides=True)
@require_POST
def add_session(request: HttpRequest, key: int) -> HttpResponse:
    """Plan a time at which it is held."""
    found = get_object_or_404(Programme, pk=key)
    form = SessionForm(request.POST, auto_id="session_%s")
    if form.is_valid():
        asked = form.cleaned_data
        starts_at = moment(asked["day"], asked["time"])
        try:
            programming.add_session(
                found,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=asked["minutes"]),
                capacity=asked["capacity"],
                space=asked["space"],
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("The session is planned."))
            return redirect("desk:programme_item", key=key)
    return _page(request, found, session=form, status=422)


@allowed_to("keep_programme", hides=True)
@require_POST
def capacity(request: HttpRequest, key: int) -> HttpResponse:
    """Give a session more places or fewer."""
    form = CapacityForm(request.POST)
    return _of_session(
        request,
        key,
        form,
        lambda found, by: programming.change_capacity(
            found, capacity=form.cleaned_data["capacity"], by=by, at=clock.now()
        ),
    )


@allowed_to("keep_programme", hides=True)
@require_POST
def call_off(request: HttpRequest, key: int) -> HttpResponse:
    """Call a session off; what was sold goes to the conflicts."""
    form = CallOffForm(request.POST)

    def take(found: ProgrammeSession, by: str) -> None:
        waiting = programming.cancel_session(found, reason=form.reason(), by=by, at=clock.now())
        words = ngettext(
            "%(count)d order waits for you to move, refund or honour it.",
            "%(count)d orders wait for you to move, refund or honour them.",
            waiting,
        )
        tell(request, words % {"count": waiting}, tone="note")

    return _of_session(request, key, form, take)


def _of_session(
    request: HttpRequest,
    key: int,
    form: DeskForm,
    take: Callable[[ProgrammeSession, str], object],
) -> HttpResponse:
    """Do something with a session and go back to its programme, whatever came of it."""
    related = ProgrammeSession.objects.select_related("programme", "resource", "space_hold")
    found = get_object_or_404(related, pk=key)
    if not form.is_valid():
        tell(request, _("Please look at what you have typed."), tone="refused")
        return redirect("desk:programme_item", key=found.programme_id)
    try:
        take(found, member_of(request).login)
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    else:
        tell(request, _("This was saved."))
    return redirect("desk:programme_item", key=found.programme_id)


def _page(
    request: HttpRequest,
    found: Programme,
    *,
    form: ProgrammeForm | None = None,
    session: SessionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    sessions = list(
        found.sessions.filter(ends_at__gt=at - STILL_SHOWN)
        .select_related("resource", "space")
        .annotate(sold=Sum("orders__party", filter=Q(orders__state__in=PLACED), default=0))
    )
    left = programming.places_left(sessions, at=at)
    zone = visit_rules().calendar.zone
    return desk_page(
        request,
        "desk/programme.html",
        title=str(found.title),
        programme=found,
        form=form or ProgrammeForm(initial=_start(found)),
        session=session or SessionForm(auto_id="session_%s"),
        rows=[
            Row(
                each,
                left[each.pk],
                CapacityForm(
                    auto_id=f"capacity_{each.pk}_%s",
                    initial={"capacity": each.resource.capacity},
                ),
                CallOffForm(auto_id=f"off_{each.pk}_%s"),
                is_over=each.ends_at.astimezone(zone) <= at,
            )
            for each in sessions
        ],
        status=status,
    )


class Row:
    """A session in the list, with what is left of it and its two forms."""

    def __init__(
        self,
        session: ProgrammeSession,
        left: int,
        capacity: CapacityForm,
        call_off: CallOffForm,
        *,
        is_over: bool,
    ) -> None:
        self.session, self.left = session, left
        self.capacity, self.call_off, self.is_over = capacity, call_off, is_over


def _start(found: Programme) -> dict[str, Any]:
    start: dict[str, Any] = {
        name: getattr(found, name)
        for name in ("kind", "amount", "tax_code", "begins_on", "ends_on")
    }
    for code in the_house().languages:
        for name in ("title", "summary"):
            text: Text = getattr(found, name)
            start[f"{name}_{code}"] = text[code].words if text.has(code) else ""
    return start
