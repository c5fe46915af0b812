"""The addresses of condition checks, treatments, damage."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import condition, damages, treatments

paths: list[URLPattern] = [
    path("condition/", condition.condition, name="condition"),
    path("condition/table/<str:kind>/", condition.table, name="condition_table"),
    path("condition/checks/add/", condition.add, name="condition_add"),
    path("condition/checks/<int:key>/", condition.check, name="condition_check"),
    path(
        "condition/checks/<int:key>/photographs/",
        condition.photographs,
        name="condition_photographs",
    ),
    path("condition/checks/<int:key>/delete/", condition.delete, name="condition_delete"),
    path("condition/pictures/<int:key>/", condition.picture, name="condition_picture"),
    path("condition/pictures/<int:key>/file/", condition.file, name="condition_file"),
    path("condition/marks/<int:key>/erase/", condition.erase, name="condition_erase"),
    path("condition/treatments/", treatments.treatments, name="condition_treatments"),
    path(
        "condition/treatments/table/<str:kind>/",
        treatments.table,
        name="condition_treatments_table",
    ),
    path("condition/treatments/add/", treatments.add, name="condition_treatment_add"),
    path("condition/treatments/<int:key>/", treatments.treatment, name="condition_treatment"),
    path(
        "condition/treatments/<int:key>/change/",
        treatments.change,
        name="condition_treatment_change",
    ),
    path("condition/treatments/<int:key>/end/", treatments.end, name="condition_treatment_end"),
    path("condition/damages/", damages.damages, name="condition_damages"),
    path("condition/damages/table/<str:kind>/", damages.table, name="condition_damages_table"),
    path("condition/damages/add/", damages.add, name="condition_damage_add"),
    path("condition/damages/<int:key>/", damages.damage, name="condition_damage"),
    path("condition/damages/<int:key>/change/", damages.change, name="condition_damage_change"),
    path("condition/damages/<int:key>/close/", damages.close, name="condition_damage_close"),
]
