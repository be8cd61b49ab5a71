"""What a webhook is told, for the OpenAPI description. The messages themselves are written by claims/delivery/webhook.py."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework import serializers

from claims.api.described.answers import Shape, Text
from claims.api.described.ledger import Entry
from claims.models.publication import PublicationKind


class SignedHead(Shape):
    """Where the ledger ended when the message was written, signed (Ed25519) over the canonical JSON of its other members."""

    format = Text()
    site = serializers.URLField()
    sequence = serializers.IntegerField()
    hash = Text()
    signedAt = serializers.DateTimeField()  # noqa: N815
    algorithm = Text()
    publicKey = Text(help_text="In base64.")  # noqa: N815
    signature = Text(help_text="In base64.")


class Told(Shape):
    """One row of the ledger, as /api/v1/changes/ has it."""

    type = serializers.ChoiceField([f"ledger.{kind}" for kind in PublicationKind.values])
    timestamp = serializers.DateTimeField(help_text="When the row was written.")
    data = Entry()  # type: ignore[assignment]
    head = SignedHead()


LEDGER = OpenApiWebhook(
    name="ledger",
    decorator=extend_schema(
        summary="A row of the ledger",
        description="Sent to the addresses that the chief editor keeps at the desk, each row in order and at least once, until it is "
        "answered with 2xx. `webhook-id` is the same for each try, `webhook-signature` is `v1a,` and the base64 of an Ed25519 "
        "signature over `webhook-id`.`webhook-timestamp`.body, by the key in /.well-known/claimdesk-head.json.",
        tags=["Ledger"],
        request=Told,
        responses={
            "2XX": OpenApiResponse(description="Taken: it is not sent again."),
            "410": OpenApiResponse(description="Nothing is sent here any more, until the chief editor resumes it."),
        },
    ),
)
