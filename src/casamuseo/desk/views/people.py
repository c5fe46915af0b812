"""The people who work here: the director adds them, gives roles, and hands out one-time links."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms import NewPersonForm, PersonForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.signing_in import end
from casamuseo.desk.views.proving import proved_lately
from casamuseo.kernel import clock
from casamuseo.staff import second_factor
from casamuseo.staff.actions import (
    LINK_HOLDS,
    add_member,
    change_member,
    deactivate_member,
    make_link,
    reactivate_member,
)
from casamuseo.staff.errors import LastDirector, LoginIsTaken
from casamuseo.staff.models import Member
from casamuseo.staff.terms import Role

HOUR = 3600


@allowed_to("manage_people")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here or did."""
    members = Member.objects.prefetch_related("given_roles").order_by(
        "-is_active", "full_name", "login"
    )
    rows = [(member, role_words(member)) for member in members]
    return desk_page(request, "desk/people.html", title=_("People"), rows=rows)


@allowed_to("manage_people")
@proved_lately
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody; the next page has their link."""
    form = NewPersonForm(request.POST or None, initial={"language": translation.get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            member = add_member(
                form.cleaned_data["login"],
                full_name=form.cleaned_data["full_name"],
                language=form.cleaned_data["language"],
                roles=form.cleaned_data["roles"],
                by=member_of(request).login,
                at=clock.now(),
            )
        except LoginIsTaken as refused:
            form.add_error("login", str(refused))
        else:
            return _link_page(request, member)
    return desk_page(
        request,
        "desk/add-person.html",
        title=_("Add a person"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("manage_people", hides=True)
@proved_lately
def person(request: HttpRequest, key: int) -> HttpResponse:
    """One person: name, language, roles."""
    member = get_object_or_404(Member, pk=key)
    start = {
        "full_name": member.full_name,
        "language": member.language,
        "roles": sorted(member.roles),
    }
    form = PersonForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            change_member(member, **form.cleaned_data, by=member_of(request).login, at=clock.now())
        except LastDirector as refused:
            form.add_error("roles", str(refused))
        else:
            tell(request, _("This was saved."))
            return redirect("desk:people")
    return desk_page(
        request,
        "desk/person.html",
        title=member.full_name,
        form=form,
        person=member,
        has_second_factor=second_factor.has_second_factor(member),
        status=422 if form.errors else 200,
    )


@allowed_to("manage_people", hides=True)
@proved_lately
@require_POST
def link(request: HttpRequest, key: int) -> HttpResponse:
    """A one-time link for somebody who has no passphrase yet or has forgotten it."""
    return _link_page(request, get_object_or_404(Member.objects.active(), pk=key))


@allowed_to("manage_people", hides=True)
@proved_lately
@require_POST
def end_factor(request: HttpRequest, key: int) -> HttpResponse:
    """Ask somebody who lost their app for no code any more."""
    member = get_object_or_404(Member, pk=key)
    second_factor.end_second_factor(member, by=member_of(request).login, at=clock.now())
    tell(request, _("%(name)s signs in without a code from now on.") % {"name": member.full_name})
    return redirect("desk:person", key=key)


@allowed_to("manage_people", hides=True)
@proved_lately
@require_POST
def deactivate(request: HttpRequest, key: int) -> HttpResponse:
    """Let somebody sign in no more; what they did stays theirs."""
    member = get_object_or_404(Member, pk=key)
    try:
        deactivate_member(member, by=member_of(request).login, at=clock.now())
    except LastDirector as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:person", key=key)
    if member == member_of(request):
        end(request)
        return redirect("desk:sign_in")
    tell(request, _("%(name)s can sign in no more.") % {"name": member.full_name})
    return redirect("desk:people")


@allowed_to("manage_people", hides=True)
@proved_lately
@require_POST
def reactivate(request: HttpRequest, key: int) -> HttpResponse:
    """Let somebody sign in again."""
    member = get_object_or_404(Member, pk=key)
    reactivate_member(member, by=member_of(request).login, at=clock.now())
    tell(request, _("%(name)s can sign in again.") % {"name": member.full_name})
    return redirect("desk:person", key=key)


def role_words(member: Member) -> str:
    """The member's roles in the order of the list, as words."""
    return ", ".join(str(role.label) for role in Role if role in member.roles)


def _link_page(request: HttpRequest, member: Member) -> HttpResponse:
    token = make_link(member, by=member_of(request).login, at=clock.now())
    return desk_page(
        request,
        "desk/link.html",
        title=_("Link for %(name)s") % {"name": member.full_name},
        person=member,
        link=request.build_absolute_uri(reverse("desk:welcome", kwargs={"token": token})),
        hours=int(LINK_HOLDS.total_seconds()) // HOUR,
    )
