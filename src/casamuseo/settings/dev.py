"""The demonstration on one's own machine: any host name, letters written to files."""

from casamuseo.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
