"""What a pronoun or a description was found to stand for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .people import Party


@dataclass(frozen=True, slots=True)
class Referent:
    """A party, or the words of a noun phrase where nobody is named; `confidence` 0 to 1."""

    party: "Party | None"
    words: str
    confidence: float
    plural: bool = False
