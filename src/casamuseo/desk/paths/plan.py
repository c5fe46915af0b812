"""The addresses of the plan and display states."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import display, plan

paths: list[URLPattern] = [
    path("plan/", plan.plan, name="plan"),
    path("plan/add/", plan.add, name="plan_add"),
    path("plan/places/<int:key>/", plan.place, name="plan_place"),
    path("plan/places/<int:key>/draw/", plan.draw, name="plan_draw"),
    path("plan/places/<int:key>/describe/", plan.describe, name="plan_describe"),
    path("plan/places/<int:key>/access/", plan.access, name="plan_access"),
    path("plan/places/<int:key>/delete/", plan.delete, name="plan_delete"),
    path("plan/places/<int:key>/text/", plan.text, name="plan_text"),
    path("plan/days/", display.days, name="plan_days"),
    path("plan/days/<int:day>/", display.day, name="plan_day"),
    path("plan/days/<int:day>/delete/", display.delete_day, name="plan_delete_day"),
    path("plan/days/<int:day>/text/", display.text, name="plan_day_text"),
    path("plan/days/<int:day>/put/", display.put, name="plan_put"),
    path("plan/days/<int:day>/places/<int:key>/", display.room, name="plan_room"),
    path("plan/placements/<int:key>/", display.placement, name="plan_placement"),
    path("plan/placements/<int:key>/take-away/", display.take_away, name="plan_take_away"),
]
