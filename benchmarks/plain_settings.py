"""The product's own settings, with the plain views that benchmarks/read_api.py compares it with."""

from factcheck.settings import *  # noqa: F403 - it is the same but for the addresses

ROOT_URLCONF = "benchmarks.plain_views"
