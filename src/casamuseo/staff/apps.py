"""The app's entry in Django's registry."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "casamuseo.staff"
