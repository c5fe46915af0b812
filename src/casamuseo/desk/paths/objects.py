"""The addresses of objects: register, catalogue, find."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import documentation, object_record, object_rights, objects

ONE = "collection/<str:number>/"

paths: list[URLPattern] = [
    path("collection/", objects.objects, name="objects"),
    path("objects/list.<str:ending>", objects.objects_file, name="objects_file"),
    path("objects/find/", objects.objects_find, name="objects_find"),
    path("objects/register/", objects.register, name="objects_register"),
    path("inventory/", documentation.inventory, name="objects_inventory"),
    path("inventory/<slug:gap>/", documentation.gap, name="objects_gap"),
    path(
        "inventory/<slug:gap>/list.<str:ending>",
        documentation.gap_file,
        name="objects_gap_file",
    ),
    path("documentation/", documentation.plans, name="objects_plans"),
    path("documentation/<int:key>/<str:how>/", documentation.end_plan, name="objects_end_plan"),
    path(ONE, object_record.museum_object, name="object"),
    path(f"{ONE}catalogue/", object_record.catalogue, name="object_catalogue"),
    path(f"{ONE}number/", object_record.renumber, name="object_renumber"),
    path(f"{ONE}numbers/", object_record.add_number, name="object_add_number"),
    path(
        f"{ONE}numbers/<int:row>/remove/", object_record.remove_number, name="object_remove_number"
    ),
    path(f"{ONE}persons/", object_record.add_person, name="object_add_person"),
    path(
        f"{ONE}persons/<int:row>/remove/", object_record.remove_person, name="object_remove_person"
    ),
    path(f"{ONE}pictures/", object_record.add_picture, name="object_add_picture"),
    path(
        f"{ONE}pictures/<int:row>/remove/",
        object_record.remove_picture,
        name="object_remove_picture",
    ),
    path(f"{ONE}publish/", object_record.publish, name="object_publish"),
    path(f"{ONE}hide/", object_record.hide, name="object_hide"),
    path(f"{ONE}delete/", object_record.delete, name="object_delete"),
    path(f"{ONE}text/", object_record.begin_text, name="object_text"),
    path(f"{ONE}rights/", object_rights.add_right, name="object_add_right"),
    path(f"{ONE}rights/<int:row>/", object_rights.change_right, name="object_change_right"),
    path(f"{ONE}rights/<int:row>/remove/", object_rights.remove_right, name="object_remove_right"),
    path(f"{ONE}custody/", object_rights.add_custody, name="object_add_custody"),
    path(f"{ONE}custody/<int:row>/", object_rights.change_custody, name="object_change_custody"),
    path(
        f"{ONE}custody/<int:row>/remove/",
        object_rights.remove_custody,
        name="object_remove_custody",
    ),
    path(
        f"{ONE}custody/<int:row>/move/<str:way>/",
        object_rights.move_custody,
        name="object_move_custody",
    ),
    path(
        f"{ONE}custody/<int:row>/text/",
        object_rights.begin_custody_text,
        name="object_custody_text",
    ),
]
