"""The signed head of the ledger: with a copy of it, an outsider catches a ledger that was rewritten or cut."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = "claimdesk-head/1"


def public_key(key: bytes) -> str:
    """Return the public half of the newsroom's key, in base64."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()).decode()


def signed_head(*, sequence: int, row_hash: str, site: str, at: str, key: bytes) -> dict[str, Any]:
    """Sign that the site's ledger ended at this row at this time. `key` is a private Ed25519 key of 32 bytes.

    The signature is over the canonical JSON (RFC 8785) of all the other members.
    """
    head: dict[str, Any] = {
        "format": FORMAT,
        "site": site,
        "sequence": sequence,
        "hash": row_hash,
        "signedAt": at,
        "algorithm": "Ed25519",
        "publicKey": public_key(key),
    }
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(rfc8785.dumps(head))
    return head | {"signature": base64.b64encode(signature).decode()}


def is_genuine(head: dict[str, Any]) -> bool:
    """Say whether a head carries a valid signature by the key that it names."""
    rest = {name: value for name, value in head.items() if name != "signature"}
    try:
        signer = Ed25519PublicKey.from_public_bytes(base64.b64decode(str(head.get("publicKey")), validate=True))
        signer.verify(base64.b64decode(str(head.get("signature")), validate=True), rfc8785.dumps(rest))
    except (InvalidSignature, ValueError, binascii.Error, rfc8785.CanonicalizationError):
        return False
    return True
