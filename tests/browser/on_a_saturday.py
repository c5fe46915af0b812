"""Settings of a house in which a Saturday morning has just begun: from there its clock runs on."""

import os
from datetime import UTC, datetime

from django.utils import timezone

from casamuseo.kernel import clock
from casamuseo.settings.dev import *  # noqa: F403
from tests.browser.on_the_clock import SATURDAY

SHIFT = SATURDAY - datetime.fromisoformat(os.environ["SATURDAY_BEGAN_AT"])


def _now() -> datetime:
    return datetime.now(UTC) + SHIFT


clock.now = _now
timezone.now = _now  # by which Django keeps sessions
