"""The application's configuration, and the web admin's."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ClaimsConfig(AppConfig):
    """Claimdesk's one application."""

    name = "claims"
    verbose_name = "Fact-checking desk"
    default_auto_field = "django.db.models.BigAutoField"
    default = True


class DeskAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with our own site as the default one. It stands here, because `claims.admin` needs the models."""

    default = False
    default_site = "claims.admin.site.DeskSite"
