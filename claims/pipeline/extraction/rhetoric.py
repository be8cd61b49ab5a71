"""Rhetoric: sentence after sentence of a quotation that states nothing to check is one claim, told as it was said."""

from dataclasses import replace
from typing import TYPE_CHECKING

from .places import Place
from .rendering import sentence

if TYPE_CHECKING:
    from .splitting import Draft

_RUN = 3  # statements in a row that make it rhetoric
_LONGEST = 120  # words of a quotation kept as one claim


def joined_rhetoric(drafts: "list[Draft]", plain: str) -> "list[Draft]":
    """The drafts in their order, each run of three or more sweeping statements of one quotation made one."""
    runs: list[list[Draft]] = []
    for draft in drafts:
        if runs and _rhetoric(draft) and _rhetoric(runs[-1][-1]) and _goes_on(runs[-1], draft, plain):
            runs[-1].append(draft)
        else:
            runs.append([draft])
    return [draft for run in runs for draft in ([_one(run, plain)] if len(run) >= _RUN else run)]


def _rhetoric(draft: "Draft") -> bool:
    """A sweeping statement of a quotation whose "we" and "it" could not be named."""
    quoted = draft.attribution is not None and draft.attribution.quotation is not None
    return quoted and draft.kind.rule == "sweeping" and bool(draft.wording.open_words)


def _goes_on(run: "list[Draft]", draft: "Draft", plain: str) -> bool:
    """The next stretch of the same quotation, with no other words between."""
    before = run[-1]
    if before.attribution is None or draft.attribution is None:
        return False
    same = before.attribution.quotation is draft.attribution.quotation
    between = plain[before.place.end : draft.place.start]
    words = len(plain[run[0].place.start : draft.place.end].split())
    return same and words <= _LONGEST and all(w.lower() in {"and", "but", "so"} for w in between.split())


def _one(run: "list[Draft]", plain: str) -> "Draft":
    first = run[0]
    place = Place(first.place.start, max(draft.place.end for draft in run))
    lead = first.wording.text.partition(': "')[0]
    said = sentence(" ".join(plain[place.start : place.end].replace('"', "").split()))
    opened = tuple(dict.fromkeys(word for draft in run for word in draft.wording.open_words))
    wording = replace(first.wording, text=f'{lead}: "{said}"', bare=said, open_words=opened)
    return replace(first, place=place, wording=wording)
