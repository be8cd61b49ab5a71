"""The application's configuration, and the web admin's."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class ClaimsConfig(AppConfig):
    """Claimdesk's one application."""

    name = "claims"
    verbose_name = _("Fact-checking desk")
    default_auto_field = "django.db.models.BigAutoField"
    default = True


class DeskAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with our own site as the default one. It stands here, because `claims.admin` needs the models."""

    default = False
    default_site = "claims.admin.site.DeskSite"

    def ready(self) -> None:
        """Register our tables before Django asks for the site: its class stands in the package that registers them."""
        import_module("claims.admin")
        super().ready()
