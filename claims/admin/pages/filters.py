"""The filters of the claim list: read from the address, applied, and counted for the side."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.timezone import now
from django.utils.translation import gettext as _

from claims.admin.counting import Counted, by_value, grouped, together
from claims.admin.pages.page import number
from claims.admin.pages.rows import soonest_due
from claims.lifecycle import Status
from claims.models.article import Article
from claims.models.assignment import Assignment
from claims.models.claim import Claim, Kind, Priority
from claims.models.topic import Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import QueryDict

    from claims.models.claim_queries import ClaimQuerySet
    from claims.models.user import User

NAMES = ("status", "kind", "priority", "topic", "reviewer", "checkable", "due", "outlet", "article", "q", "sort")
OPEN = (Status.SPOTTED, Status.ASSIGNED, Status.RATED, Status.APPROVED)
PRIORITIES = {str(value) for value in Priority.values}
MOST_WORDS = 8
MOST_OUTLETS, MOST_TOPICS = 15, 40


class Choice(NamedTuple):
    """One value of a filter: its label, how many claims it would keep, where it leads, and whether it is on."""

    label: str
    number: int | str  # a Counted, where it may have stopped; empty where it is not counted
    address: str
    on: bool


class Group(NamedTuple):
    """A filter with its values."""

    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. An unknown value keeps everything."""

    me: User
    given: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, asked: QueryDict, *, me: User) -> Filters:
        """Read the filters that the address names."""
        return cls(me, {name: value[:200] for name in NAMES if (value := asked.get(name, "").strip())})

    def __getitem__(self, name: str) -> str:
        """Return one filter's value, empty where it is not set; templates ask so too."""
        if name not in NAMES:
            raise KeyError(name)
        return self.given.get(name, "")

    def address(self, **changed: str) -> str:
        """Return the query string with some filters changed; an empty value takes one off."""
        return urlencode({name: value for name, value in (self.given | changed).items() if value})

    def kept(self, *, without: str = "") -> ClaimQuerySet:
        """Return the claims that the filters keep, in the order asked for; `without` leaves one filter out."""
        claims = Claim.objects.visible_to(self.me)
        for name, narrow in NARROW.items():
            if name != without and self[name]:
                claims = claims.filter(narrow(self, self[name]))
        if self["q"] and without != "q":
            claims = said(claims, self["q"])
        return self.ordered(claims)

    def ordered(self, claims: ClaimQuerySet) -> ClaimQuerySet:
        """Order by check-worthiness, last move or due time where asked for, else in reading order, the newest article first.

        By due time only what lies on somebody's desk is kept.
        """
        if self["sort"] == "due":
            return soonest_due(claims)
        if self["sort"] == "worth":
            return claims.order_by("-check_worthiness", "pk")
        if self["sort"] == "moved":
            return claims.order_by("-updated_at", "-pk")
        return claims.order_by("-article_id", "start", "end", "pk")

    def groups(self) -> list[Group]:
        """Count each filter's values among what the other filters keep: four queries at most."""
        counts = self.counts()
        statuses, kinds = counts["status"], counts["kind"]
        groups = [
            Group(
                _("Status"),
                [
                    self.choice("status", "open", _("Open"), together(statuses[each] for each in OPEN)),
                    *(
                        self.choice("status", status.value, str(status.label).capitalize(), statuses[status])
                        for status in Status
                    ),
                    self.choice("status", "", _("All"), together(statuses.values())),
                ],
            ),
            Group(
                _("Kind"),
                [self.choice("kind", kind.value, str(kind.label).capitalize(), kinds[kind]) for kind in Kind],
            ),
            Group(_("Reviewer"), self.reviewers()),
        ]
        groups += [
            Group(
                _("Due"),
                [self.choice("due", "over", _("Overdue"), ""), self.choice("due", "hour", _("Within the hour"), "")],
            ),
            Group(
                _("Priority"),
                [self.choice("priority", str(each.value), str(each.label).capitalize(), "") for each in Priority],
            ),
        ]
        further = ((_("Topic"), self.topics()), (_("Outlet"), self.outlets(counts["outlet"])))
        return groups + [Group(label, choices) for label, choices in further if choices]

    def topics(self) -> list[Choice]:
        """List the newsroom's topics."""
        return [
            self.choice("topic", str(pk), name, "")
            for pk, name in Topic.objects.order_by("name").values_list("pk", "name")[:MOST_TOPICS]
        ]

    def counts(self) -> dict[str, Mapping[Any, Counted]]:
        """Count statuses, kinds and outlets: each by itself where an index has the answer, else among the first claims.

        Filters that are off keep the same claims, which are read once for all of them. Of a large desk that nothing
        narrows, outlets are those of the newest articles.
        """
        found: dict[str, Mapping[Any, Counted]] = {}
        left = ["status", "kind", "outlet"]
        if set(self.given) <= {"status", "kind", "sort"} and self.me.edits:
            for name, values in (("status", Status.values), ("kind", Kind.values)):
                found[name] = by_value(self.kept(without=name), name, values)
            left = ["outlet"]
            if not set(self.given) - {"sort"} and self["sort"] != "due":
                newest = self.kept().order_by("-article_id").exclude(article__outlet="")
                [found["outlet"]] = grouped(newest, "article__outlet")
                return found
        off = [name for name in left if not self[name]]
        for names, kept in [*(([name], self.kept(without=name)) for name in left if self[name]), (off, self.kept())]:
            found |= zip(names, grouped(with_outlet(kept), *names), strict=True) if names else {}
        return found

    def reviewers(self) -> list[Choice]:
        """Count current assignments by reviewer, oneself first."""
        among = Assignment.objects.visible_to(self.me).current()
        if set(self.given) - {"reviewer", "sort"} or not self.me.edits:
            among = among.filter(claim__in=self.kept(without="reviewer").order_by())
        rows = among.order_by("reviewer__username").values_list(
            "reviewer", "reviewer__first_name", "reviewer__last_name", "reviewer__username"
        )
        choices, mine = [], 0
        for pk, first, last, username, count in rows.annotate(number=Count("claim", distinct=True)):
            if pk == self.me.pk:
                mine = count
            elif self.me.edits:
                choices.append(self.choice("reviewer", str(pk), f"{first} {last}".strip() or username, count))
        return [self.choice("reviewer", "me", _("Me"), mine), *choices]

    def outlets(self, counts: Mapping[Any, Counted]) -> list[Choice]:
        """List the most frequent outlets."""
        found = [(outlet, count) for outlet, count in counts.items() if outlet]
        return [self.choice("outlet", outlet, outlet, count) for outlet, count in found[:MOST_OUTLETS]]

    def choice(self, name: str, value: str, label: str, number: int | str) -> Choice:
        """Build one value of a filter; choosing it again takes it off."""
        on = self[name] == value
        return Choice(label, number, self.address(**{name: "" if on else value}), on)

    @property
    def set_ones(self) -> list[tuple[str, str]]:
        """List the filters that are on but stand in no group, with the address that takes each off."""
        labels = {
            "q": self["q"],
            "checkable": _("Checkable only") if self["checkable"] == "yes" else _("Not checkable"),
            "article": self.article_title,
        }
        return [(labels[name], self.address(**{name: ""})) for name in labels if self[name] and labels[name]]

    @property
    def article_title(self) -> str:
        """Return the title of the article that the list is kept to."""
        if not self["article"]:
            return ""
        article = Article.objects.visible_to(self.me).filter(pk=number(self["article"]) or 0).defer("text").first()
        return (article.title or _("Without a title")) if article else _("An article that is not here")


def with_outlet(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Give each claim the outlet of its article, looked up by key; in no order, so that none is sought."""
    named = Article.objects.order_by().filter(pk=OuterRef("article")).values("outlet")
    return claims.order_by().annotate(outlet=Subquery(named))


def by_status(_filters: Filters, value: str) -> Q:
    """Keep a status, or all that are under work."""
    if value == "open":
        return Q(status__in=OPEN)
    return Q(status=value) if value in Status.values else Q()


def by_reviewer(filters: Filters, value: str) -> Q:
    """Keep what lies on one person's desk."""
    who = filters.me.pk if value == "me" else number(value)
    if who is None:
        return Q()
    return Q(pk__in=Assignment.objects.visible_to(filters.me).current().filter(reviewer=who).values("claim"))


def by_due(filters: Filters, value: str) -> Q:
    """Keep what is late, or due within the hour."""
    at = now()
    due = Assignment.objects.visible_to(filters.me).overdue(at=at if value == "over" else at + timedelta(hours=1))
    return Q(pk__in=due.order_by().values("claim"))


NARROW: dict[str, Callable[[Filters, str], Q]] = {
    "status": by_status,
    "kind": lambda _filters, value: Q(kind=value) if value in Kind.values else Q(),
    "priority": lambda _filters, value: Q(priority=int(value)) if value in PRIORITIES else Q(),
    "topic": lambda _filters, value: Q(topic=number(value) or 0),
    "reviewer": by_reviewer,
    "checkable": lambda _filters, value: Q(checkable=value == "yes"),
    "due": by_due,
    "outlet": lambda _filters, value: Q(article__outlet=value),
    "article": lambda _filters, value: Q(article=number(value) or 0),
}


def said(claims: ClaimQuerySet, words: str) -> ClaimQuerySet:
    """Keep claims with each of these words in wording, quote, claimant or outlet."""
    for word in words.split()[:MOST_WORDS]:
        claims = claims.mentioning(word)
    return claims
