"""The small process for live streams: /live/ and nothing else."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.conf import settings  # noqa: E402 - after the set-up

from claims.live.streams import Streams  # noqa: E402 - it needs the models

application = Streams(settings.REDIS_URL)
