"""What may be asked for in an address: each list's filters, checked before they reach the database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from rest_framework import serializers

from claims.api.problems import Problem
from claims.lifecycle import Status
from claims.models.claim import Kind
from claims.models.publication import PublicationKind
from claims.models.source import SourceKind
from claims.ratings import Attribution

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rest_framework.request import Request

HIGHEST = 2**63 - 1
OF_PAGES = frozenset({"cursor", "limit"})


class Words(serializers.CharField):
    """A text of bounded length, taken as it is."""

    def __init__(self, longest: int, words: str) -> None:
        """Take at most so many signs."""
        super().__init__(required=False, max_length=longest, help_text=words, allow_blank=True, trim_whitespace=False)


class Moment(serializers.Field[datetime, str, str, Any]):
    """A time in RFC 3339, or a day, which begins at midnight UTC."""

    def to_internal_value(self, data: str) -> datetime:
        """Read it."""
        try:
            if len(data) == 10:
                return datetime.combine(date.fromisoformat(data), datetime.min.time(), UTC)
            words = data[:11] + data[11:].replace(" ", "+")  # a plus sign that an address turned into a space
            at = datetime.fromisoformat(words.upper().replace(":60", ":59"))  # a leap second
            if at.tzinfo is not None:
                return at.astimezone(UTC)
        except OverflowError:  # in its own zone the time is within the first or last day that there is
            return at.replace(tzinfo=UTC)
        except ValueError:
            pass
        raise serializers.ValidationError("Write a day (2026-11-22) or a time with its zone (2026-11-22T10:00:00Z).")


class Place(serializers.Field[Any, Any, Any, Any]):
    """A place in the ledger: a sequence, or a time."""

    def to_internal_value(self, data: str) -> int | datetime:
        """Read it."""
        if data.isascii() and data.isdecimal() and len(data) < 20 and int(data) <= HIGHEST:
            return int(data)
        return Moment().to_internal_value(data)


class Several(serializers.Field[list[str], str, str, Any]):
    """Several names out of a list: `a,b`, or the parameter more than once."""

    def __init__(self, choices: Iterable[str], words: str) -> None:
        """Keep the names that there are."""
        super().__init__(required=False, help_text=words)
        self.choices = list(choices)

    def to_internal_value(self, data: str) -> list[str]:
        """Read them."""
        given = list(dict.fromkeys(each for each in data.split(",") if each))
        if wrong := [each[:80] for each in given if each not in self.choices]:
            words = f"There is no {', '.join(wrong)} here. These exist: {', '.join(self.choices)}."
            raise serializers.ValidationError(words)
        return given


FIELDS = (
    "Only these members, by their path (separated by commas, or the parameter more than once); `id` is always there."
)
EXPAND = "Put what belongs to a row into it (separated by commas, or the parameter more than once)."
AFTER, BEFORE = "Not before this day or time.", "Before this day or time."


class VerdictsAsked(serializers.Serializer[None]):
    """Filters of verdicts; several are all to hold."""

    q = Words(200, "Words to search: all must occur; “in quotation marks” together; `or` and `-` as usual.")
    rating = Words(40, "Short name, such as “mostly-true”.")
    claimant = Words(300, "Who said it: the whole name, or the id.")
    source = serializers.UUIDField(  # type: ignore[assignment]
        required=False, help_text="A source’s id: the verdicts that cite it."
    )
    outlet = Words(200, "Where it appeared, the whole name.")
    topic = Words(100, "What it is about, the topic’s whole name.")
    kind = serializers.ChoiceField(Kind.choices, required=False, help_text="What sort of words carry the claim.")
    attribution = serializers.ChoiceField(Attribution.choices, required=False, help_text="Was it said?")
    language = Words(12, "Of the article, such as “en”.")
    article = serializers.UUIDField(required=False, help_text="An article’s id: the verdicts on its claims.")
    retracted = serializers.BooleanField(required=False, help_text="True: those that were withdrawn, and only those.")
    publishedAfter = Moment(required=False, help_text=AFTER)  # noqa: N815
    publishedBefore = Moment(required=False, help_text=BEFORE)  # noqa: N815
    firstPublishedAfter = Moment(required=False, help_text=AFTER)  # noqa: N815
    firstPublishedBefore = Moment(required=False, help_text=BEFORE)  # noqa: N815
    asOf = Place(  # noqa: N815
        required=False,
        help_text="A sequence or a time: what was public then. Beside it only “retracted”, “cursor” and “limit”.",
    )


class VerdictAsked(serializers.Serializer[None]):
    """When to look at a verdict."""

    asOf = Place(required=False, help_text="A sequence or a time: the verdict as it was public then.")  # noqa: N815


class ArticlesAsked(serializers.Serializer[None]):
    """Filters of articles."""

    outlet = Words(200, "The whole name.")
    language = Words(12, "Such as “en”.")


class ClaimsAsked(serializers.Serializer[None]):
    """Filters of claims."""

    article = serializers.UUIDField(required=False, help_text="An article’s id.")
    status = serializers.ChoiceField(Status.choices, required=False, help_text="Where it stands.")
    kind = serializers.ChoiceField(Kind.choices, required=False, help_text="What sort of words carry it.")
    claimant = Words(300, "Who said it, the whole name.")
    outlet = Words(200, "Where it appeared, the whole name.")
    topic = Words(100, "What it is about, the topic’s whole name.")
    language = Words(12, "Of the article, such as “en”.")
    rating = Words(40, "Short name of the published rating, such as “mostly-true”.")
    attribution = serializers.ChoiceField(Attribution.choices, required=False, help_text="Was it said, as published?")
    publishedAfter = Moment(required=False, help_text=AFTER)  # noqa: N815
    publishedBefore = Moment(required=False, help_text=BEFORE)  # noqa: N815


class ClaimantsAsked(serializers.Serializer[None]):
    """Filters of claimants."""

    q = Words(200, "Words of the name, whole and in any order, whatever their case.")
    name = Words(300, "The whole name.")


class SourcesAsked(serializers.Serializer[None]):
    """Filters of sources."""

    q = Words(200, "Words of publisher or title, whole and in any order, whatever their case.")
    kind = serializers.ChoiceField(SourceKind.choices, required=False, help_text="What sort of publication it is.")
    publisher = Words(300, "The whole name.")


class CorrectionsAsked(serializers.Serializer[None]):
    """Filters of corrections."""

    kind = serializers.ChoiceField(
        [each.value for each in (PublicationKind.CORRECTED, PublicationKind.RETRACTED, PublicationKind.REDACTED)],
        required=False,
        help_text="One kind only.",
    )
    publishedAfter = Moment(required=False, help_text=AFTER)  # noqa: N815
    publishedBefore = Moment(required=False, help_text=BEFORE)  # noqa: N815
    rating = Words(40, "Short name of the rating that the verdict has now.")
    claimant = Words(300, "Who said it: the whole name, or the id.")
    outlet = Words(200, "Where the claim appeared, the whole name.")
    topic = Words(100, "What it is about, the topic’s whole name.")
    language = Words(12, "Of the article, such as “en”.")


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


class ClaimSearchAsked(serializers.Serializer[None]):
    """What Google's `claims:search` takes."""

    query = Words(500, "Words of the claim; half of them must occur.")
    languageCode = Words(12, "Such as “en” or “en-US”: verdicts on articles of this language.")  # noqa: N815
    reviewPublisherSiteFilter = Words(300, "Only reviews by this site; any but ours finds nothing.")  # noqa: N815
    maxAgeDays = serializers.IntegerField(  # noqa: N815
        required=False, min_value=0, max_value=36_500, help_text="Published within so many days; 0: whenever."
    )
    pageSize = serializers.IntegerField(  # noqa: N815
        required=False, default=10, min_value=1, max_value=100, help_text="Claims a page; 10 unless told."
    )
    pageToken = Words(2_000, "The last answer’s “nextPageToken”: where to go on.")  # noqa: N815
    key = Words(200, "Taken and passed over: reading needs no key.")


class NothingAsked(serializers.Serializer[None]):
    """Nothing but the address."""


def choosing(
    form: type[serializers.Serializer[None]],
    *,
    fields: Iterable[str],
    orders: Iterable[str] = (),
    expand: Iterable[str] = (),
) -> type[serializers.Serializer[None]]:
    """Add to a list's filters what every list takes: `sort`, `fields`, and `expand` where something can be."""
    members: dict[str, Any] = {"__doc__": form.__doc__}
    if orders:
        first, *_others = orders = list(orders)
        members["sort"] = serializers.ChoiceField(
            list(orders),
            required=False,
            help_text=f"The order; `-` is the newest or most first. Without it: {first}."
            + (
                " `relevance` goes with `q`: of the newest 1,000 that it finds, the best first."
                if "relevance" in orders
                else ""
            ),
        )
    if expand:
        members["expand"] = Several(list(expand), EXPAND)
    members["fields"] = Several(list(fields), FIELDS)
    made = type(form.__name__, (form,), members)
    TAKES_ALL_BY_DEFAULT.add(made)
    return made


TAKES_ALL_BY_DEFAULT: set[type[serializers.Serializer[None]]] = set()
"""Forms without which a plain question is answered: filling one in costs more than finding the page."""


OTHERS: dict[type[serializers.Serializer[None]], set[str]] = {ChangesAsked: {"limit"}}
"""What a form leaves to who reads pages."""


def asked(request: Request, form: type[serializers.Serializer[None]]) -> dict[str, Any]:
    """Return what was asked for, or refuse it, parameter by parameter; a name that we do not know is refused too."""
    given = request.query_params
    if given.keys() <= OF_PAGES and form in TAKES_ALL_BY_DEFAULT:
        return {}
    filled = form()
    filled.initial_data = {
        name: ",".join(given.getlist(name)) if isinstance(filled.fields.get(name), Several) else given[name]
        for name in given
    }
    known = set(filled.fields) | (OF_PAGES if form in TAKES_ALL_BY_DEFAULT else set()) | OTHERS.get(form, set())
    wrong = [
        {"parameter": name, "detail": f"There is no such parameter. These exist: {', '.join(sorted(known))}."}
        for name in given
        if name not in known
    ]
    if not filled.is_valid():
        wrong += [{"parameter": name, "detail": " ".join(map(str, words))} for name, words in filled.errors.items()]
    if wrong:
        raise Problem(400, errors=wrong)
    return dict(filled.validated_data)


def uuid_in(words: str) -> UUID | None:
    """Return the id that words are, or None for words that are none."""
    try:
        return UUID(words)
    except ValueError:
        return None


def lookups(wanted: dict[str, Any], **names: str) -> dict[str, Any]:
    """Return what was asked for as filters of a queryset; `names` says what a parameter is called there."""
    return {names.get(name, name): value for name, value in wanted.items()}
