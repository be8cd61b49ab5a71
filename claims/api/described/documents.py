"""The document of a ledger row: the complete record as the public saw it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.api.described.answers import HASH, Shape, Text
from claims.models.claim import Kind
from claims.models.claimant import KNOWN_KINDS
from claims.models.publication import PublicationKind
from claims.models.reply import ReplyState
from claims.ratings import Attribution, Stance

EMPTY_TIME = "RFC 3339, in UTC; empty where it is not known."


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
