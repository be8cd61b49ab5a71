"""The wiring as an application: it carries the commands that start servers, and makes our Celery app the current one."""

from django.apps import AppConfig


class FactcheckConfig(AppConfig):
    """Wiring and server commands."""

    name = "factcheck"

    def ready(self) -> None:
        """Make our Celery app the one that jobs are sent through, in every process."""
        from factcheck.celery import app

        app.set_default()
