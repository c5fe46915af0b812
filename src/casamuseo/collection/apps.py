"""The app's entry in Django's registry."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "casamuseo.collection"
