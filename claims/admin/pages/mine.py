"""One's own settings: language, time zone, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages.page import DeskPage, Problem, attempt
from claims.desk import own_choices

if TYPE_CHECKING:
    from django.http import HttpRequest


class Mine(DeskPage):
    """What a person chooses for themselves."""

    template_name = "admin/desk/mine.html"
    title = gettext_lazy("My settings")
    here = "mine"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the choices."""
        return self.choices()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep a choice; the switch for keys, pressed by a script, gets no page back."""
        act = {
            "place": self.choose_place,
            "keys": self.choose_keys,
            "usual_keys": self.usual_keys,
            "use_keys": self.use_keys,
            "rest_keys": self.rest_keys,
        }.get(request.POST.get("act", ""))
        if act is None:
            return self.choices(Problem(_("This page does not know that act. Nothing was done."), 422))
        done = attempt(act)
        by_itself = request.headers.get("Accept", "").startswith("application/json")
        if isinstance(done, Problem):
            return JsonResponse({"words": done.words}, status=done.status) if by_itself else self.choices(done)
        if by_itself:
            return JsonResponse({"words": done})
        self.say(done)
        return redirect("admin:mine")

    def choose_place(self) -> str:
        """Set language and zone."""
        typed = self.request.POST
        own_choices.choose_language_and_zone(
            by=self.me, language=typed.get("language", ""), zone=typed.get("zone", "").strip()
        )
        return _("Saved.")

    def choose_keys(self) -> str:
        """Set one's own keys."""
        typed = self.request.POST
        own = {key: typed.get(f"key-{ord(key)}", "") for key in own_choices.KEYS}
        own_choices.choose_keys(own, by=self.me)
        return _("Your keys are saved. “All keys” lists them.")

    def usual_keys(self) -> str:
        """Take all own keys back."""
        own_choices.choose_keys({}, by=self.me)
        return _("The keys are as they come.")

    def use_keys(self) -> str:
        """Let keys act."""
        own_choices.use_keys(by=self.me)
        return _("Keys are on.")

    def rest_keys(self) -> str:
        """Let keys rest."""
        own_choices.rest_keys(by=self.me)
        return _("Keys are off. Every act has its button.")

    def choices(self, problem: Problem | None = None) -> HttpResponse:
        """Render the page, with what was typed where it was refused."""
        given = self.request.POST if problem else {}
        typed = {name: str(value) for name, value in given.items()}
        wrong = problem.fields if problem else {}
        keys = [
            {
                "name": f"key-{ord(key)}",
                "usual": key,
                "label": own_choices.key_label(key),
                "own": typed.get(f"key-{ord(key)}", self.me.keys.get(key, key)),
                "problem": wrong.get(key, ""),
            }
            for key in own_choices.KEYS
        ]
        return self.show(
            status=problem.status if problem else 200,
            languages=settings.LANGUAGES,
            zones=to_choose(),
            language=typed.get("language", self.me.language),
            zone=typed.get("zone", self.me.zone),
            keys=keys,
            problem=problem,
        )


def to_choose() -> list[str]:
    """Return the zones that stand for places, in order; others are known too, and need no offering."""
    return sorted(
        zone for zone in own_choices.zones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/"))
    )
