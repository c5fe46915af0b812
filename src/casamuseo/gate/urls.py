"""The addresses of the door, under /gate/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from casamuseo.gate.views import door, enrolling, machine, worker

app_name = "gate"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", door.door, name="door"),
    path("enrol/", enrolling.enrol, name="enrol"),
    path("enrol/<str:word>/", enrolling.enrol, name="enrol_by_link"),
    path("judge/", machine.judge, name="judge"),
    path("hand-over/", machine.hand, name="hand_over"),
    path("list/", machine.day, name="list"),
    path("worker.js", worker.worker, name="worker"),
]
