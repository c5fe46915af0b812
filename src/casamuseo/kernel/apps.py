"""The app's entry in Django's registry."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "casamuseo.kernel"

    def ready(self) -> None:
        # Models can be imported only now.
        from casamuseo.kernel import postman, worker

        worker.duty(every=5.0)(worker.beat_now)
        worker.duty(every=5.0)(postman.deliver_now)
