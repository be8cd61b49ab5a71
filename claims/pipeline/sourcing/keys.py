"""Parameters that are for one server only, such as a key: they go out on the wire and stand in nothing that is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

SHORTEST = 6
"""Letters of a value that is taken out of answers; anything shorter would take out words that only look like it."""
PUT_INSTEAD = "[key]"


@dataclass(frozen=True, slots=True)
class Keys:
    """What is asked with and never written down: not in an address, a copy, a log or the words of a problem."""

    given: Mapping[str, str] = field(default_factory=dict, repr=False)

    def added_to(self, url: httpx2.URL) -> httpx2.URL:
        """Return the address as it goes out."""
        return url.copy_merge_params(dict(self.given)) if self.given else url

    def taken_from(self, url: httpx2.URL) -> httpx2.URL:
        """Return an address as it is kept, where a server sent our own parameters back in a redirect."""
        if not self.given:
            return url
        pairs = url.params.multi_items()
        kept = [(name, value) for name, value in pairs if name not in self.given and self.hidden_in(value) == value]
        if len(kept) < len(pairs):
            url = url.copy_with(params=kept) if kept else url.copy_with(query=None)
        hidden = self.hidden_in(str(url))
        return url if hidden == str(url) else type(url)(hidden)

    def hidden_in(self, words: str) -> str:
        """Return what a server said without the values, should it repeat them."""
        for value in self._spellings():
            words = words.replace(value, PUT_INSTEAD)
        return words

    def hidden_in_bytes(self, body: bytes) -> bytes:
        """Return a body without the values, should it repeat them."""
        for value in self._spellings():
            body = body.replace(value.encode(), PUT_INSTEAD.encode())
        return body

    def _spellings(self) -> list[str]:
        if not self.given:
            return []
        long = [value for value in self.given.values() if len(value) >= SHORTEST]
        return list(dict.fromkeys(told for value in long for told in (value, quote(value, safe=""), quote_plus(value))))


def keys(given: Mapping[str, Any] | None) -> Keys:
    """Return the parameters that have a value."""
    return Keys({name: str(value) for name, value in (given or {}).items() if value})
