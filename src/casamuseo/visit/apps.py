"""The app's entry in Django's registry."""

from django.apps import AppConfig


class VisitConfig(AppConfig):
    name = "casamuseo.visit"

    def ready(self) -> None:
        # Models can be imported only now.
        from casamuseo.kernel import worker
        from casamuseo.visit.payments import duties

        worker.duty(every=30.0)(duties.settle_now)
