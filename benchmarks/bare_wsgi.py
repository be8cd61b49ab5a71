"""The bare WSGI application of benchmarks/read_api.py."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.plain_settings")
django.setup()

from benchmarks.plain_views import bare  # noqa: E402 - after the set-up

application = bare()
