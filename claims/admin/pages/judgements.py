"""The machine's work: what people made of it, summed up by stage, and to be downloaded as training data."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages.page import DeskPage
from claims.desk.training import as_lines
from claims.models.judgement import Judgement, Outcome, Stage
from claims.permissions import require_act

if TYPE_CHECKING:
    from django.http import HttpRequest


class Row(NamedTuple):
    """One stage of one extractor: how often people came to which outcome, in the order of Outcome.

    `accepted_percent` is None for what people added by hand: no machine offered it.
    """

    extractor: str
    stage: str
    counts: list[int]
    judged: int
    accepted_percent: int | None


class Judgements(DeskPage):
    """Counts, and a link to the data."""

    template_name = "admin/desk/judgements.html"
    title = gettext_lazy("The machine’s work")
    here = "judgements"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the table, or send the data."""
        require_act(self.me, "read_judgements")
        if "download" in request.GET:
            answer = StreamingHttpResponse(as_lines(), content_type="application/x-ndjson; charset=utf-8")
            answer["Content-Disposition"] = f'attachment; filename="judgements-{localdate():%Y-%m-%d}.jsonl"'
            return answer
        return self.show(rows=rows(), outcomes=[str(Outcome(value).label) for value in SHOWN])


SHOWN = [value for value in Outcome.values if value != Outcome.WITHDRAWN]


def rows() -> list[Row]:
    """Sum up the judgements that stand: one query."""
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for extractor, stage, outcome, number in Judgement.objects.summed_up():
        counts[extractor, stage][outcome] = number
    made = []
    for (extractor, stage), of in sorted(counts.items()):
        judged = sum(of.values())
        made.append(
            Row(
                extractor or _("nobody: added by hand"),
                str(Stage(stage).label),
                [of.get(outcome, 0) for outcome in SHOWN],
                judged,
                round(100 * of.get(Outcome.ACCEPTED, 0) / judged) if extractor else None,
            )
        )
    return made
