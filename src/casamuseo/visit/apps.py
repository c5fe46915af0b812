"""The app's entry in Django's registry."""

from django.apps import AppConfig


class VisitConfig(AppConfig):
    name = "casamuseo.visit"

    def ready(self) -> None:
        # Models can be imported only now.
        from casamuseo.kernel import worker
        from casamuseo.visit import duties, tour_duties
        from casamuseo.visit.payments import duties as payment_duties

        worker.duty(every=30.0)(payment_duties.settle_now)
        worker.duty(every=3600.0)(payment_duties.follow_disputes_now)
        worker.duty(every=60.0)(duties.reap_now)
        worker.duty(every=60.0)(tour_duties.expire_now)
        worker.duty(every=900.0)(duties.check_nightly_now)
        worker.duty(every=3600.0)(duties.forget_contacts_now)
        worker.duty(every=3600.0)(tour_duties.forget_now)
