"""What people do with a claim's sources on its page: add one by hand, leave one out, look at what changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.pages.page import number
from claims.admin.pages.typed import reason
from claims.desk import added_pages, evidence, machines
from claims.models.page_look import PageFlag
from claims.models.source import SourceKind
from claims.models.source_search import SearchState
from claims.permissions import may_act
from claims.pipeline.sourcing.by_hand import FILE_TYPES, LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from claims.models.claim import Claim
    from claims.models.evidence import Evidence
    from claims.models.source_search import SourceSearch
    from claims.models.user import User


def upload(claim: Claim, *, by: User, typed: QueryDict, files: MultiValueDict[str, UploadedFile[bytes]]) -> str:
    """Hand an uploaded file to the desk. Raises ValidationError, PermissionDenied."""
    file = files.get("file")
    if file is None:
        raise ValidationError({"file": _("Choose a file.")})
    if (file.size or 0) > LARGEST_FILE:
        raise ValidationError({"file": _("The file is larger than 5 MB.")})
    name = (file.name or "").rpartition("/")[2]
    added_pages.add_file(claim, name, file.read(), by=by, title=typed.get("title", ""), kind=typed.get("kind", ""))
    return _("The file is kept. Its passages appear among the others.")


def said(searches: Iterable[SourceSearch], *, passages: int) -> str:
    """Say in a sentence how far the search is, for those who hear the page: it changes with an answer, not with each page."""
    states = [search.state for search in searches]
    if not states:
        return ""
    answered = sum(state not in {SearchState.WAITING, SearchState.SEARCHING} for state in states)
    asked = ngettext(
        "%(answered)d of %(asked)d provider is done.", "%(answered)d of %(asked)d providers are done.", len(states)
    )
    found = ngettext("%(n)d passage was found.", "%(n)d passages were found.", passages)
    return f"{asked % {'answered': answered, 'asked': len(states)}} {found % {'n': passages}}"


def ask_provider(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Ask one provider again."""
    if machines.ask_provider(claim, typed.get("provider", ""), by=by):
        return _("We are asking again. The page follows by itself; without JavaScript, reload it in a moment.")
    return _("That search is under way.")


def add_address(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Have a page of the web archived and ranked."""
    added_pages.add_address(
        claim, typed.get("address", ""), by=by, overrides_robots=typed.get("overrides_robots") == "yes"
    )
    return _("The page is being fetched. Its passages appear among the others.")


def evidence_of(claim: Claim, typed: QueryDict) -> Evidence:
    """Return the page that the form names, or raise ValidationError."""
    found = claim.evidence.filter(pk=number(typed.get("evidence")) or 0).first()
    if found is None:
        raise ValidationError(_("This page is not among the claim’s sources."))
    return found


def exclude(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Let a page be cited no more."""
    evidence.exclude(evidence_of(claim, typed), by=by, reason=reason(typed))
    return _("Left out, with your reason. The archived copy stays.")


def include(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Let an excluded page be cited again."""
    evidence.include(evidence_of(claim, typed), by=by)
    return _("The page can be cited again.")


def shown(claim: Claim, *, me: User) -> dict[str, Any]:
    """Return what the page shows beside the passages: three queries."""
    left_out = claim.evidence.filter(excluded_at__isnull=False).select_related("snapshot__source", "excluded_by")
    return {
        "added_pages": list(claim.added_pages.select_related("added_by", "overridden_by")),
        "left_out": list(left_out.defer("snapshot__text", "snapshot__headers").order_by("excluded_at", "pk")),
        "flags": list(PageFlag.objects.open().filter(claim=claim).oldest_first()),
        "may_add": may_act(me, "add_page"),
        "may_exclude": may_act(me, "exclude_evidence"),
        "source_kinds": SourceKind.choices,
        "file_types": ",".join(FILE_TYPES),
    }
