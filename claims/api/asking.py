"""What may be asked for in an address: each list's filters, checked before they reach the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from claims.api.problems import Problem
from claims.lifecycle import Status
from claims.models.claim import Kind
from claims.models.publication import PublicationKind
from claims.ratings import Attribution

if TYPE_CHECKING:
    from rest_framework.request import Request

HIGHEST = 2**63 - 1
OF_PAGES = frozenset({"cursor", "limit"})


class VerdictsAsked(serializers.Serializer[None]):
    """Filters of verdicts; several are all to hold."""

    rating = serializers.CharField(required=False, max_length=40, help_text="Short name, such as “mostly-true”.")
    claimant = serializers.CharField(required=False, max_length=300, help_text="Who said it, the whole name.")
    outlet = serializers.CharField(required=False, max_length=200, help_text="Where it appeared, the whole name.")
    kind = serializers.ChoiceField(Kind.choices, required=False, help_text="What sort of words carry the claim.")
    attribution = serializers.ChoiceField(Attribution.choices, required=False, help_text="Was it said?")
    language = serializers.CharField(required=False, max_length=12, help_text="Of the article, such as “en”.")
    article = serializers.UUIDField(required=False, help_text="An article’s id: the verdicts on its claims.")
    retracted = serializers.BooleanField(required=False, help_text="True: those that were withdrawn, and only those.")


class ArticlesAsked(serializers.Serializer[None]):
    """Filters of articles."""

    outlet = serializers.CharField(required=False, max_length=200, help_text="The whole name.")
    language = serializers.CharField(required=False, max_length=12, help_text="Such as “en”.")


class ClaimsAsked(serializers.Serializer[None]):
    """Filters of claims."""

    article = serializers.UUIDField(required=False, help_text="An article’s id.")
    status = serializers.ChoiceField(Status.choices, required=False, help_text="Where it stands.")
    kind = serializers.ChoiceField(Kind.choices, required=False, help_text="What sort of words carry it.")
    claimant = serializers.CharField(required=False, max_length=300, help_text="Who said it, the whole name.")


class CorrectionsAsked(serializers.Serializer[None]):
    """Filters of corrections."""

    kind = serializers.ChoiceField(
        [each.value for each in (PublicationKind.CORRECTED, PublicationKind.RETRACTED, PublicationKind.REDACTED)],
        required=False,
        help_text="One kind only.",
    )


class ChangesAsked(serializers.Serializer[None]):
    """Where to go on in the ledger."""

    since = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=HIGHEST, help_text="The last sequence that you have."
    )
    wait = serializers.IntegerField(
        required=False,
        default=0,
        min_value=0,
        max_value=60,
        help_text="Seconds for which to wait where there is nothing new.",
    )


def asked(request: Request, form: type[serializers.Serializer[None]]) -> dict[str, Any]:
    """Return what was asked for, or refuse it, parameter by parameter; a name that we do not know is refused too."""
    filled = form(data=request.query_params.dict())
    known = set(filled.fields) | OF_PAGES
    wrong = [
        {"parameter": name, "detail": f"There is no such parameter. These exist: {', '.join(sorted(known))}."}
        for name in request.query_params
        if name not in known
    ]
    if not filled.is_valid():
        wrong += [{"parameter": name, "detail": " ".join(map(str, words))} for name, words in filled.errors.items()]
    if wrong:
        raise Problem(400, errors=wrong)
    return dict(filled.validated_data)


def lookups(wanted: dict[str, Any], **names: str) -> dict[str, Any]:
    """Return what was asked for as filters of a queryset; `names` says what a parameter is called there."""
    return {names.get(name, name): value for name, value in wanted.items()}
