"""The app's entry in Django's registry."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "casamuseo.kernel"

    def ready(self) -> None:
        # Models can be imported only now.
        from casamuseo.kernel import limits, postman, worker
        from casamuseo.kernel.backup import keeping, restoring

        restoring.finish_interrupted()
        worker.duty(every=5.0)(worker.beat_now)
        worker.duty(every=5.0)(postman.deliver_now)
        worker.duty(every=3600.0)(limits.forget_now)
        worker.duty(every=300.0)(keeping.back_up_nightly_now)
