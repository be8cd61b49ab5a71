"""What every page of the desk shares: the frame, the person at the desk, and the states of a refused act."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.template.response import TemplateResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views import View

from claims.desk.publication import CannotPublish
from claims.desk.triage import Stale
from claims.lifecycle import IllegalMove
from claims.models.article import Article
from claims.models.user import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

    from claims.admin.pages.both import Both
    from claims.models.claim import Claim
    from claims.pipeline.publishing.validator import Finding


RELOAD_EVERY, RELOAD_AT_MOST = 30, 10
"""Seconds after which a page reads itself again where there is no script and somebody asked for it; and the fewest."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an act was not done, in words for people. `looks` is the colour of the notice, `fields` what to mend."""

    words: str
    status: int
    looks: str = "spotted"
    icon: str = "stop"
    fields: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    both: Both | None = None


def number(given: object) -> int | None:
    """Read a whole number that an address or a form carries; None for anything else."""
    text = str(given)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def attempt(act: Callable[[], str]) -> str | Problem:
    """Do an act and return what to say of it, or the designed state for its refusal."""
    try:
        return act()
    except PermissionDenied as refused:
        return Problem(str(refused), 403)
    except CannotPublish as unsound:
        return Problem(str(unsound), 422, looks="retracted", icon="x", findings=unsound.findings)
    except IllegalMove as late:
        return Problem(str(late), 409, looks="assigned", icon="info")
    except Stale as late:
        return Problem(str(late), 409, looks="assigned", icon="info")
    except ValidationError as wrong:
        return invalid(wrong)


def invalid(wrong: ValidationError) -> Problem:
    """Return a problem that stands at its fields, where the error names any."""
    if not hasattr(wrong, "error_dict"):
        return Problem(" ".join(wrong.messages), 422, looks="retracted", icon="x")
    fields = {name: " ".join(said) for name, said in wrong.message_dict.items()}
    words = fields.pop(NON_FIELD_ERRORS, "") or _("Something is missing. It is marked below; what you wrote is kept.")
    return Problem(words, 422, looks="retracted", icon="x", fields=fields)


class DeskPage(View):
    """A page inside the admin's frame. `here` names its entry in the desk's nav."""

    template_name: ClassVar[str]
    title: ClassVar[str | _StrPromise]
    here: ClassVar[str] = ""

    @property
    def me(self) -> User:
        """Return the person at the desk; the admin lets nobody else in."""
        return cast("User", self.request.user)

    def show(self, *, status: int = 200, template: str = "", **context: Any) -> TemplateResponse:
        """Render the page in the frame, with the times that chips compare with."""
        at = now()
        frame = admin.site.each_context(self.request)
        every = number(self.request.GET.get("reload")) if self.request.method == "GET" else None
        beside = {
            "title": self.title,
            "here": self.here,
            "me": self.me,
            "keymap": json.dumps(self.me.keys),
            "now": at,
            "soon": at + timedelta(hours=1),
            "a_minute_ago": at - timedelta(minutes=1),
            "a_day_ago": at - timedelta(days=1),
            "today": localdate(at).isoformat(),
            "reloads": every is not None,
            "reload_address": self.address_with(reload="" if every is not None else str(RELOAD_EVERY)),
        }
        page = TemplateResponse(
            self.request, template or self.template_name, {**frame, **beside, **context}, status=status
        )
        if every is not None:
            page["Refresh"] = str(max(every, RELOAD_AT_MOST))
        return page

    def address_with(self, **changed: str) -> str:
        """Return this page's address with some of its parameters changed; an empty one is taken off."""
        given = self.request.GET.copy()
        for name, value in changed.items():
            if value:
                given[name] = value
            else:
                given.pop(name, None)
        return f"?{given.urlencode()}"

    def live_url(self, of: Article | Claim | User) -> str:
        """Return the address of the stream that says when an article, a claim or a person's notes change; empty where none is set."""
        sort = "articles" if isinstance(of, Article) else "people" if isinstance(of, User) else "claims"
        return f"{settings.LIVE_URL}/live/{sort}/{of.public_id}" if settings.LIVE_URL else ""

    def say(self, words: str) -> None:
        """Say on the next page what was done."""
        messages.success(self.request, words)
