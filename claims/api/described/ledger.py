"""The ledger: its rows, a stretch of it, and what a row changed."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.described.answers import HASH, Shape, Text
from claims.api.described.documents import Document
from claims.models.publication import PublicationKind


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


class Entry(Row):
    """A ledger row with its document."""

    id = serializers.UUIDField()
    document = Document(
        allow_null=True, help_text="Null: redacted by order. A later row of the kind “redacted” names this one."
    )


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
