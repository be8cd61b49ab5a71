"""Programs of others that are told of each ledger row. The chief editor keeps them; nobody reads an address here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.adding import AddingAdmin
from claims.admin.models.base import person
from claims.admin.spoken import spoken
from claims.desk import webhooks
from claims.models import Webhook
from claims.models.webhook import LONGEST_HOOK, LONGEST_NAME
from claims.models.wishes import masked

if TYPE_CHECKING:
    from django.http import HttpRequest

    from claims.models.user import User


class NewWebhook(forms.Form):
    """Whom, where, and from which row on."""

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, help_text=_("The program that will be told, such as “News app”.")
    )
    hook_url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_HOOK,
        help_text=_("https://… It is kept as a secret and not shown again."),
    )
    after = forms.IntegerField(
        label=_("After row"),
        required=False,
        min_value=0,
        help_text=_("Without a number: what is published from now on. 0: the whole ledger."),
    )


def pause(hook: Webhook, *, by: User, seen: int) -> str:
    """Stop telling it."""
    webhooks.pause(hook, by=by)
    return _now("paused; nothing is lost, it goes on where it stopped.")


def resume(hook: Webhook, *, by: User, seen: int) -> str:
    """Tell it again."""
    webhooks.resume(hook, by=by)
    return _now("resumed; what it missed is on its way.")


def remove(hook: Webhook, *, by: User, seen: int) -> str:
    """Tell it nothing any more."""
    webhooks.remove(hook, by=by)
    return _now("removed; its address is forgotten.")


@admin.register(Webhook)
class WebhookAdmin(AddingAdmin):
    """How far each has been told, and what keeps it from being told."""

    browse = "browse_machinery"
    adds = "keep_webhooks"
    add_form = NewWebhook
    add_title = _("Add a webhook")
    add_explains = _(
        "It is told of each ledger row in order: published, corrected, retracted, redacted. Each message is signed with the "
        "newsroom’s key and comes again until it is answered with 2xx."
    )
    acts = (
        Act("pause", _("Pause"), whose("keep_webhooks"), pause),
        Act("resume", _("Resume"), whose("keep_webhooks"), resume),
        Act("remove", _("Remove"), whose("keep_webhooks"), remove),
    )
    list_display = ("name", "server", "stands", "reached", "arrived_at", "tried_at", "told_problem")
    list_filter = (("paused_at", admin.EmptyFieldListFilter), ("removed_at", admin.EmptyFieldListFilter))
    list_select_related = ("added_by", "paused_by", "removed_by")
    search_fields = ("name",)
    search_help_text = _("Searches names.")
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("name", "server", "stands")}),
        (_("Told"), {"fields": ("reached", "arrived_at", "tried_at", "failures", "told_problem")}),
        (_("Who"), {"fields": ("added_by", "added_at", "paused_by", "paused_at", "removed_by", "removed_at")}),
    )

    def add(self, request: HttpRequest, answers: dict[str, Any]) -> str:
        """Add it."""
        made = webhooks.add_webhook(
            answers["name"], answers["hook_url"], by=person(request), after=answers.get("after")
        )
        return _now("%(name)s is told of each new row of the ledger.") % {"name": made}

    @admin.display(description=_("server"))
    def server(self, hook: Webhook) -> str:
        """Show whose server it is, and nothing of the secret behind it."""
        return masked(hook.hook_url) or "–"

    @admin.display(description=_("where it stands"))
    def stands(self, hook: Webhook) -> str:
        """Say whether it is called, paused by whom, or removed."""
        if hook.removed_by:
            return _now("removed by %(who)s") % {"who": hook.removed_by}
        if hook.paused_by:
            return _now("paused by %(who)s") % {"who": hook.paused_by}
        return _now("paused: it did not answer") if hook.paused_at else _now("called")

    @admin.display(description=_("problem"))
    def told_problem(self, hook: Webhook) -> str:
        """Say what keeps it from being told."""
        return spoken(hook.problem) or "–"
