"""The app's entry in Django's registry."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "casamuseo.collection"

    def ready(self) -> None:
        # Models can be imported only now.
        from casamuseo.collection import picture_duties
        from casamuseo.collection.importing import duties as import_duties
        from casamuseo.kernel import worker

        worker.duty(every=2.0)(picture_duties.copy_now)
        worker.duty(every=3600.0)(picture_duties.check_now)
        worker.duty(every=5.0)(import_duties.continue_now)
