"""The app's entry in Django's registry."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "casamuseo.desk"

    def ready(self) -> None:
        # Models can be imported only now.
        from casamuseo.desk.demonstration import accounts_as_words
        from casamuseo.kernel import running

        running.announces(accounts_as_words)
