"""The app's entry in Django's registry."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "casamuseo.search"

    def ready(self) -> None:
        # Models can be imported only now.
        from casamuseo.kernel import worker
        from casamuseo.search import refresh

        worker.duty(every=0.5)(refresh.keep_installed_index)
