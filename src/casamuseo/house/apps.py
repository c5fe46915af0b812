"""The app's entry in Django's registry."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "casamuseo.house"
