"""Which drawer somebody sells from: the only one, or the one that their browser chose."""

from __future__ import annotations

from django.http import HttpRequest

from casamuseo.kernel import clock
from casamuseo.visit.actions.shifts import RUNNING, first_drawer
from casamuseo.visit.models import Drawer, Shift

CHOSEN = "drawer"


def drawers() -> list[Drawer]:
    """Every drawer of the house."""
    return list(Drawer.objects.all())


def drawer_of(request: HttpRequest) -> Drawer:
    """The drawer of this browser; the first one, made where there is none, until another is chosen."""
    chosen = request.session.get(CHOSEN)
    known = Drawer.objects.filter(key=chosen).first() if chosen else None
    return known or first_drawer(at=clock.now())


def choose_drawer(request: HttpRequest, drawer: Drawer) -> None:
    """Sell from this drawer in this browser from now on."""
    request.session[CHOSEN] = drawer.key


def running_shift(drawer: Drawer) -> Shift | None:
    """The shift that is open or being counted at a drawer."""
    running = drawer.shifts.filter(state__in=RUNNING)
    return running.select_related("opened_by", "drawer").first()
