"""The app's entry in Django's registry."""

from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "casamuseo.authority"
