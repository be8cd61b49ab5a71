"""Why the machine reads a claim as it does: each part of it, with the rule or model that made it and how sure it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

if TYPE_CHECKING:
    from claims.models.claim import Claim

PARTS = {
    "place": gettext_lazy("Place in the text"),
    "proposition": gettext_lazy("What is claimed"),
    "claimant": gettext_lazy("Claimant"),
    "wording": gettext_lazy("Wording"),
    "day": gettext_lazy("Day"),
    "kind": gettext_lazy("Kind"),
    "worthiness": gettext_lazy("Worth"),
}
MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a claim, and how it was made."""

    name: str
    made_by: str
    sure: str = ""


@dataclass(frozen=True, slots=True)
class MachineReading:
    """What an editor needs to judge the machine's work on one claim. `differs` is the claimant by the rules, if another."""

    extractor: str
    parts: tuple[Part, ...]
    fallback: str = ""
    differs: str = ""


def machine_reading(claim: Claim) -> MachineReading | None:
    """Put a claim's provenance into words; None for a claim that a person added."""
    made: dict[str, Any] = claim.provenance
    if claim.run is None or not isinstance(made, dict):
        return None
    parts = tuple(part(key, str(name), made[key]) for key, name in PARTS.items() if isinstance(made.get(key), dict))
    return MachineReading(
        extractor=claim.run.extractor,
        parts=tuple(each for each in parts if each.made_by or each.sure),
        fallback=short(made.get("fallback", "")),
        differs=differing(made),
    )


def differing(made: dict[str, Any]) -> str:
    """Name whom the rules take for the claimant, where a language model named somebody else; else nothing."""
    other = made.get("disagreement")
    if not isinstance(other, dict):
        return ""
    return short(other.get("claimant_by_the_rules", "")) or _("the article itself")


def part(key: str, name: str, made: dict[str, Any]) -> Part:
    """Put one part into words: rule or model, what stayed open, and a confidence where there is one."""
    words = []
    if made.get("rule"):
        words.append(_("rule “%(rule)s”") % {"rule": short(made["rule"])})
    if made.get("model"):
        words.append(_("the language model %(model)s") % {"model": short(made["model"])})
    if key == "wording" and not words:
        words.append(_("the rules of wording"))
    if made.get("open"):
        words.append(_("left open: %(words)s") % {"words": short(", ".join(map(str, made["open"])))})
    if made.get("carried"):
        words.append(_("%(day)s, carried over from the rest of the story") % {"day": short(made["carried"])})
    sure = made.get("confidence")
    return Part(
        name,
        "; ".join(words),
        pgettext("confidence", "sure %(share)s") % {"share": number_format(f"{sure:.2f}", 2)} if is_share(sure) else "",
    )


def is_share(value: object) -> bool:
    """Say whether a stored confidence is one."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def short(words: object) -> str:
    """Return stored words, bounded."""
    text = str(words)
    return text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS]}…"
