"""The desk's own admin site, at /desk/."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class DeskSite(AdminSite):
    """Django's admin in our frame."""

    site_header = _("Claimdesk")
    site_title = _("Claimdesk")
    index_title = _("Today")
