"""Which providers are asked: those of the settings, those that a person switched on, none that a person switched off."""

from __future__ import annotations

from django.conf import settings

from claims.models.provider import ProviderSwitch

NAMES = (
    "archive",
    "mediawiki",
    "fact_check_tools",
    "searxng",
    "brave",
    "openalex",
    "crossref",
    "pubmed",
    "gdelt",
    "wayback",
)
"""All that can be asked, or switched on and off; light to import, unlike what asks them."""


def in_use() -> list[str]:
    """Return the providers to ask: those of the setting PROVIDERS and those that a person switched on; none switched off.

    The public archive (wayback) is among them where it has a key, unless a person switched it off.
    """
    switched = dict(ProviderSwitch.objects.values_list("provider", "is_on"))
    by_setting = [*settings.PROVIDERS, *(["wayback"] if settings.WAYBACK_KEY else [])]
    names = [name for name in by_setting if switched.get(name, True)]
    return list(dict.fromkeys([*names, *sorted(name for name, is_on in switched.items() if is_on)]))


def to_search() -> list[str]:
    """Return the providers in use that are asked for sources."""
    return [name for name in in_use() if name != "wayback"]


NEEDS = {
    "fact_check_tools": ("FACT_CHECK_TOOLS_KEY", "FACT_CHECK_TOOLS_URL"),
    "searxng": ("SEARXNG_URL",),
    "brave": ("BRAVE_KEY",),
    "openalex": ("OPENALEX_KEY", "OPENALEX_URL"),
    "wayback": ("WAYBACK_KEY",),
}
"""Settings without which a provider cannot be asked; where several are named, one of them will do."""


def missing_settings(name: str) -> str:
    """Name the setting that a provider lacks, or nothing where it can be asked."""
    needed = NEEDS.get(name, ())
    return "" if not needed or any(getattr(settings, each, "") for each in needed) else needed[0]
