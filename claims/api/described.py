"""What the answers look like, for the OpenAPI description; a test holds real answers against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from claims.api.pages import CURSOR, LARGEST_PAGE, LONGEST_CURSOR, PAGE
from claims.api.problems import MEDIA_TYPE, WHAT_TO_DO
from claims.lifecycle import Status
from claims.models.claim import Kind
from claims.models.claimant import KNOWN_KINDS, ClaimantKind
from claims.models.publication import PublicationKind
from claims.models.reply import ReplyState
from claims.models.source import SourceKind
from claims.ratings import Attribution, Stance

if TYPE_CHECKING:
    from drf_spectacular.openapi import AutoSchema
    from drf_spectacular.utils import Direction


class BearerKey(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a key is sent."""

    target_class = "claims.api.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe it."""
        return {"type": "http", "scheme": "bearer", "description": "A key that a person made at the desk: cd_…"}


Shape = serializers.Serializer[None]
Text = serializers.CharField
LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
    description=f"Rows a page; {PAGE} unless told.",
)
PAGED = [
    OpenApiParameter(
        "cursor",
        {"type": "string", "pattern": CURSOR, "maxLength": LONGEST_CURSOR},
        description="Where to go on; taken from “next” or “previous”. It belongs to the order in which it was given: "
        "another is refused (400).",
    ),
    LIMIT,
]
EMPTY_TIME = "RFC 3339, in UTC; empty where it is not known."
HASH = "SHA-256 in hexadecimal."


class Pointed(Shape):
    """An article that is there already."""

    id = serializers.UUIDField()
    url = serializers.URLField()


class Error(Shape):
    """Problem details (RFC 9457)."""

    type = serializers.URLField(help_text="Where this kind of error is explained.")
    title = Text()
    status = serializers.IntegerField()
    detail = Text(help_text="What is wrong, and what to do.")
    errors = serializers.ListField(  # type: ignore[assignment]
        child=serializers.DictField(child=Text()),
        required=False,
        help_text="The places that are wrong: a `pointer` into the body or the name of a `parameter`, and a `detail`.",
    )
    article = Pointed(required=False, help_text="With 409: the article that has this text.")
    violatedPolicies = serializers.ListField(  # noqa: N815
        child=Text(), required=False, help_text="With 429: which allowance is spent, as RateLimit-Policy names it."
    )


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Describe the errors that an operation may answer with; any may also meet a 500 or 503."""
    return {(status, MEDIA_TYPE): OpenApiResponse(Error, WHAT_TO_DO[status]) for status in (*statuses, 500, 503)}


def whole(marked_up: type[Shape] | None = None) -> dict[tuple[int, str], Any]:
    """Describe the forms in which a list comes whole, and a page of markup where there is one."""
    made: dict[tuple[int, str], Any] = {
        (200, "application/x-ndjson"): OpenApiResponse(
            OpenApiTypes.STR, "Every row that is wanted, one JSON text a line."
        ),
        (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "Every row that is wanted, as a table with a header."),
    }
    return made | ({(200, "application/ld+json"): marked_up} if marked_up else {})


class SeveralNames(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A parameter that takes several names."""

    target_class = "claims.api.asking.Several"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Describe it."""
        return {"type": "array", "items": {"type": "string", "enum": self.target.choices}}


class DayOrTime(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A parameter that takes a day or a time."""

    target_class = "claims.api.asking.Moment"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Describe it."""
        return {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}


class SequenceOrTime(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A parameter that takes a place in the ledger."""

    target_class = "claims.api.asking.Place"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Describe it."""
        sequence = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
        return {"anyOf": [sequence, {"type": "string", "format": "date-time"}]}


class BoundedWords(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A parameter that takes words."""

    target_class = "claims.api.asking.Words"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Describe it."""
        return {"type": "string", "maxLength": self.target.max_length, "pattern": r"^[^\x00]+$"}


class Row(Shape):
    """A ledger row: `hash` = SHA-256 of previousHash, sequence, kind and documentSha256, joined by line feeds."""

    sequence = serializers.IntegerField(min_value=1)
    kind = serializers.ChoiceField(PublicationKind.choices)
    publishedAt = serializers.DateTimeField()  # noqa: N815
    note = Text(allow_blank=True, help_text="For readers: what was corrected, or why it was retracted.")
    rehearsal = serializers.BooleanField(help_text="True: made for practice, not to be relied upon.")
    previousHash = Text(help_text=HASH)  # noqa: N815
    hash = Text(help_text=HASH)
    documentSha256 = Text(help_text=f"Of the document’s canonical JSON (RFC 8785). {HASH}")  # noqa: N815


class DocumentClaim(Shape):
    """A claim, in a document."""

    text = Text(help_text="The claim in words that stand alone.")
    quote = Text(help_text="The article’s own words.")
    claimant = Text(allow_blank=True, help_text="Who said it; empty: the article itself.")
    claimantKind = serializers.ChoiceField(  # noqa: N815
        KNOWN_KINDS,
        required=False,
        help_text="What the claimant is; only where that is known. Markup has Person or Organization, and Person where it is not.",
    )
    claimantRole = Text(allow_blank=True)  # noqa: N815
    reportedBy = Text(allow_blank=True, help_text="Who relays it.")  # noqa: N815
    kind = serializers.ChoiceField(Kind.choices)
    topics = serializers.ListField(
        child=Text(), required=False, help_text="What it is about; only where that is known."
    )


class DocumentArticle(Shape):
    """An article, in a document."""

    id = serializers.UUIDField()
    title = Text(allow_blank=True)
    outlet = Text(allow_blank=True)
    url = Text(allow_blank=True)
    publishedAt = Text(allow_blank=True, help_text=EMPTY_TIME)  # noqa: N815
    language = Text(allow_blank=True)


class DocumentVerdict(Shape):
    """A verdict, in a document."""

    rating = Text(help_text="The rating’s short name.")
    label = Text(help_text="The rating in words.")  # type: ignore[assignment]
    value = serializers.IntegerField(allow_null=True, help_text="Larger is truer; null: a label only.")
    scale = serializers.ListField(child=serializers.IntegerField(), help_text="The numbers of the whole scale.")
    attribution = serializers.ChoiceField(Attribution.choices, help_text="Was it said?")
    rationale = Text(help_text="The reason, in plain text.")
    rationaleHtml = Text(help_text="The reason, as clean HTML.")  # noqa: N815
    reviewer = Text(help_text="An opaque id: people of the newsroom are not named.")
    approver = Text(help_text="An opaque id; never the reviewer’s.")


class Evidence(Shape):
    """A cited passage, in a document."""

    stance = serializers.ChoiceField(Stance.choices)
    passage = Text(help_text="The words, exactly.")
    source = serializers.DictField(  # type: ignore[assignment]
        help_text="publisher, title, url, kind, publishedOn, cites."
    )
    copy = serializers.DictField(
        help_text="The archived copy: fetchedAt, sha256 of its bytes, textSha256 of its words."
    )


class DocumentReply(Shape):
    """Somebody whom the newsroom asked for a reply before it published, and what came of it."""

    askedAt = serializers.DateTimeField()  # noqa: N815
    outcome = serializers.ChoiceField([each for each in ReplyState.values if each != ReplyState.ASKED])
    repliedAt = Text(allow_blank=True, help_text=EMPTY_TIME)  # noqa: N815
    text = Text(allow_blank=True, help_text="What they said, word for word; empty where they said nothing.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add who was asked: its name is a word of Python's."""
        return {"from": Text(help_text="Who was asked.")} | super().get_fields()


class DocumentNewsroom(Shape):
    """Who published it."""

    name = Text()
    url = serializers.URLField()


class RedactedRow(Shape):
    """A row whose document is gone."""

    sequence = serializers.IntegerField()
    documentSha256 = Text(help_text=HASH)  # noqa: N815


class DocumentRedaction(Shape):
    """Whose order took which documents."""

    reference = Text(help_text="Of the order.")
    orderedBy = Text(help_text="An opaque id.")  # noqa: N815
    confirmedBy = Text(help_text="An opaque id; never the one who ordered.")  # noqa: N815
    rows = RedactedRow(many=True)


class Document(Shape):
    """The complete record, exactly as it was hashed. That of a redaction has `redaction`, and nothing of the text."""

    format = Text()
    id = serializers.UUIDField(help_text="The claim’s id; the same in every address.")
    url = serializers.URLField(help_text="The verdict’s own page.")
    kind = serializers.ChoiceField(PublicationKind.choices)
    note = Text(allow_blank=True)
    rehearsal = serializers.BooleanField()
    newsroom = DocumentNewsroom()
    firstPublishedAt = serializers.DateTimeField()  # noqa: N815
    publishedAt = serializers.DateTimeField()  # noqa: N815
    claim = DocumentClaim(required=False)
    article = DocumentArticle(required=False)
    verdict = DocumentVerdict(required=False)
    evidence = Evidence(many=True, required=False)
    replies = DocumentReply(
        many=True, required=False, help_text="Who was asked for a reply; only where somebody was and the answer is due."
    )
    redaction = DocumentRedaction(required=False, help_text="Only where documents were redacted by order.")
    claimReview = serializers.DictField(  # noqa: N815
        required=False, help_text="schema.org ClaimReview; a retraction has none."
    )


class Entry(Row):
    """A ledger row with its document."""

    id = serializers.UUIDField()
    document = Document(
        allow_null=True, help_text="Null: redacted by order. A later row of the kind “redacted” names this one."
    )


class Archived(Shape):
    """A copy of a cited page in a public archive."""

    sha256 = Text(help_text="Of our own copy, as `copy.sha256` in the document has it.")
    archivedUrl = serializers.URLField()  # noqa: N815
    savedAt = Text(help_text="RFC 3339, in UTC.")  # noqa: N815


class Verdict(Entry):
    """The row that stands on a claim, and all rows on it, the newest first."""

    history = Row(many=True)
    archived = Archived(
        many=True,
        help_text="Copies of the cited pages in a public archive, those too that came after the document was published. "
        "Not part of what is hashed; empty for the past.",
    )


class Ratings(serializers.DictField):
    """How many verdicts there are of each rating."""

    child = serializers.IntegerField(min_value=1)


class Spoken(Shape):
    """What claimants and sources have in common."""

    id = serializers.UUIDField()
    verdicts = serializers.IntegerField(min_value=0, help_text="Those that stand.")
    retracted = serializers.IntegerField(min_value=0, help_text="Those that were withdrawn.")
    ratings = Ratings(help_text="Of those that stand: how many have each rating, by its short name.")
    changed = serializers.IntegerField(min_value=1, help_text="The last ledger row that changed any of this.")


class Claimant(Spoken):
    """A claimant. The id is made from the name, so that it is the same for good."""

    name = Text()
    kind = serializers.ChoiceField(
        ClaimantKind.choices, help_text="What it is, as the newest document that speaks of it has it."
    )


class Source(Spoken):
    """A publication that verdicts cite. The id is made from its address, or from publisher and title."""

    publisher = Text(allow_blank=True)
    title = Text(allow_blank=True)
    url = Text(allow_blank=True, help_text="Empty for what lies in the newsroom’s own archive.")
    kind = serializers.ChoiceField(SourceKind.choices)
    publishedOn = Text(allow_blank=True, help_text="A day; empty where it is not known.")  # noqa: N815


class Highlights(Shape):
    """Where the searched words occur: HTML in which all is escaped but the <mark>s around them."""

    claim = Text(required=False)
    claimant = Text(required=False)
    articleTitle = Text(required=False)  # noqa: N815
    rationale = Text(required=False, help_text="The stretches around the words.")
    quote = Text(required=False)


class Listed(Entry):
    """A ledger row with its document; the members after it on demand."""

    history = Row(many=True, required=False, help_text="With `expand=history`: all rows on the claim.")
    claimant = Claimant(required=False, allow_null=True, help_text="With `expand=claimant`; null: the article itself.")
    article = DocumentArticle(required=False, allow_null=True, help_text="With `expand=article`.")
    sources = Source(many=True, required=False, help_text="With `expand=sources`.")
    highlights = Highlights(required=False, help_text="With `q`.")


class Counted(Shape):
    """The verdicts with one value."""

    value = Text(allow_blank=True)
    verdicts = serializers.IntegerField(min_value=0, help_text="Those that stand.")
    retracted = serializers.IntegerField(min_value=0, help_text="Those that were withdrawn.")
    ratings = Ratings(help_text="Of those that stand, by the rating’s short name.")


class Statistics(Shape):
    """How many verdicts there are, and of what."""

    verdicts = serializers.IntegerField(min_value=0, help_text="Those that stand.")
    retracted = serializers.IntegerField(min_value=0, help_text="Those that were withdrawn.")
    ratings = Ratings(help_text="Of those that stand, by the rating’s short name.")
    months = Counted(many=True, help_text="By month of first publication (2026-11), in their order.")
    kinds = Counted(many=True)
    attributions = Counted(many=True)
    languages = Counted(many=True)
    topics = Counted(many=True, help_text="The hundred with the most.")
    outlets = Counted(many=True, help_text="The hundred with the most.")


class MarkupPage(Shape):
    """schema.org DataFeed of ClaimReviews; the Link header leads to the next page."""

    dataFeedElement = serializers.ListField(child=serializers.DictField())  # noqa: N815


class FoundPublisher(Shape):
    """Who published a review."""

    name = Text()
    site = Text(help_text="The site’s name, such as facts.example.org.")


class FoundReview(Shape):
    """Our review of a claim."""

    publisher = FoundPublisher()
    url = serializers.URLField()
    title = Text()
    reviewDate = serializers.DateTimeField()  # noqa: N815
    textualRating = Text(help_text="The rating in words.")  # noqa: N815
    languageCode = Text(required=False)  # noqa: N815


class FoundClaim(Shape):
    """A claim with the review of it; what is not known is left out."""

    text = Text()
    claimant = Text(required=False)
    claimDate = serializers.DateTimeField(required=False)  # noqa: N815
    claimReview = FoundReview(many=True)  # noqa: N815


class FoundClaims(Shape):
    """Claims that were found, those with the most of the words first."""

    claims = FoundClaim(many=True)
    nextPageToken = Text(required=False, help_text="Send it as “pageToken” for the next page; absent on the last.")  # noqa: N815


class Replaced(Shape):
    """The row that stood before."""

    sequence = serializers.IntegerField()
    hash = Text()


class Change(Shape):
    """Old words and new."""

    pointer = Text(help_text="Where they stand in the document (JSON pointer).")
    name = Text(help_text="What readers call it.")
    before = Text(allow_blank=True)
    after = Text(allow_blank=True)


class Correction(Entry):
    """A correction or retraction, and what it changed."""

    replaces = Replaced(allow_null=True)
    changes = Change(many=True)


class Changes(Shape):
    """A stretch of the ledger."""

    next = serializers.URLField(allow_null=True, help_text="The address of what comes after; null: you have all.")
    previous = serializers.URLField(allow_null=True, help_text="Always null: the ledger is read forwards.")
    since = serializers.IntegerField(help_text="Ask with it next time.")
    results = Entry(many=True)


class Article(DocumentArticle):
    """An article; the members after `language` are the desk’s own, for who has a key."""

    author = Text(required=False, allow_blank=True)
    textSha256 = Text(required=False, help_text=HASH)  # noqa: N815
    takenInAt = serializers.DateTimeField(required=False)  # noqa: N815
    text = Text(required=False, help_text="Only where one article is read.")


class ClaimVerdict(Shape):
    """The answer on a claim."""

    url = serializers.URLField()
    rating = Text()
    label = Text()  # type: ignore[assignment]
    attribution = serializers.ChoiceField(Attribution.choices)


class Claim(DocumentClaim):
    """A claim; the members after `verdict` are the desk’s own, for who has a key."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(Status.choices)
    article = serializers.UUIDField(help_text="The article’s id.")
    verdict = ClaimVerdict(allow_null=True, help_text="The published answer; null with a key: read /verdicts/.")
    number = serializers.IntegerField(required=False, help_text="In the article.")
    start = serializers.IntegerField(required=False, help_text="Where the quote starts in the article’s text.")
    end = serializers.IntegerField(required=False, help_text="Where it ends.")
    checkable = serializers.BooleanField(required=False)
    checkWorthiness = serializers.FloatField(required=False, help_text="From 0 to 1.")  # noqa: N815
    updatedAt = serializers.DateTimeField(required=False)  # noqa: N815


ClaimReview = OpenApiResponse(OpenApiTypes.OBJECT, "schema.org ClaimReview, as JSON-LD.")
