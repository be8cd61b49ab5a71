"""Telling a program of a ledger row: the Standard Webhooks form (standardwebhooks.com), signed with the newsroom's own key.

Whoever is told needs no secret of ours: the public key stands in the signed head, at /.well-known/claimdesk-head.json.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from claims.delivery.outcomes import NotTaken, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claims.delivery.chat import Answer

GONE: Final = 410
"""“Tell me nothing any more.”"""


class Post(Protocol):
    """The guarded client's way to post."""

    def __call__(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Answer:
        """Post JSON, once."""


@dataclass(frozen=True, slots=True)
class Call:
    """One message. `name` is the same however often it is sent, so that whoever is told can pass a double over."""

    name: str
    body: bytes

    def headers(self, *, at: int, key: bytes) -> dict[str, str]:
        """Return what tells who sent it: the id, the time in Unix seconds, and an Ed25519 signature over both and the body."""
        signed = b".".join((self.name.encode(), str(at).encode(), self.body))
        signature = base64.b64encode(Ed25519PrivateKey.from_private_bytes(key).sign(signed)).decode()
        return {"webhook-id": self.name, "webhook-timestamp": str(at), "webhook-signature": f"v1a,{signature}"}


def call(*, sequence: int, kind: str, entry: str, head: Mapping[str, Any]) -> Call:
    """Write the message of a ledger row. `entry` is the row as the API writes it, word for word; `head` the signed head."""
    at = json.loads(entry)["publishedAt"]
    told = json.dumps(head, ensure_ascii=False)
    body = f'{{"type":"ledger.{kind}","timestamp":"{at}","data":{entry},"head":{told}}}'
    return Call(name=f"ledger-{sequence}", body=body.encode())


def send(message: Call, *, to: str, post: Post, at: int, key: bytes) -> None:
    """Hand a message over. Raises NotTaken (try again), Refused (never again); neither names the address."""
    answer = post(to, message.body, headers=message.headers(at=at, key=key))
    if answer.forbidden:
        raise Refused(answer.problem)
    if answer.status is None:
        raise NotTaken(answer.problem)
    if answer.status == GONE:
        raise Refused("It answered that it is gone (410).")
    if not 200 <= answer.status < 300:
        raise NotTaken(f"It answered {answer.status}.", retry_after=answer.retry_after)
