"""What splitting hands on: one claim of an article."""

from dataclasses import dataclass, field

VERSION = "rules-8"
"""Raised whenever the same text gives other claims; one run happens for each text and version."""


@dataclass(frozen=True, slots=True)
class ExtractedClaim:
    """A claim as a reviewer can take it; `start` and `end` are code points, and `article[start:end] == quote` exactly.

    `claimant_kind` is person, organisation or unknown.
    """

    start: int
    end: int
    quote: str
    text: str
    claimant: str
    claimant_role: str
    reported_by: str
    kind: str
    checkable: bool
    reason: str
    check_worthiness: float
    unresolved: bool
    provenance: dict[str, object] = field(default_factory=dict)
    claimant_kind: str = "unknown"
