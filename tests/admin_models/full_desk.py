"""A desk with as many rows of every kind as a test asks for, made by the desk's own acts where people make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localdate, now

from claims.desk import feeds, readers, reply
from claims.desk.assignment import assign, sign_standing_order, suspend_standing_order
from claims.desk.availability import plan_absence, set_skills
from claims.desk.discussion import comment
from claims.desk.drafts import Words, save_draft
from claims.desk.intake import take_in
from claims.desk.invitations import invite
from claims.desk.keys import make_key
from claims.desk.newsroom import hire, mark_as_rehearsal
from claims.desk.publication import publish
from claims.desk.redaction import order_redaction
from claims.desk.review import Cite, approve, rate
from claims.desk.scales import add_scale
from claims.desk.topics import add_topic
from claims.desk.triage import add_claim, reword
from claims.desk.webhooks import add_webhook
from claims.models import (
    AddedPage,
    Article,
    CheckedClaim,
    Claim,
    CurrentVerdict,
    EarlierVerdict,
    Embargo,
    ExternalCopy,
    ExtractionRun,
    FeedEntry,
    Job,
    LedgerHead,
    Letter,
    ListedPage,
    Listing,
    Newsroom,
    PageFlag,
    PageLook,
    Proposal,
    ProviderDay,
    ProviderSwitch,
    Rating,
    SavedView,
    SourceSearch,
    TextSketch,
    Topic,
    User,
    Wishes,
)
from claims.models.job import JobKind, JobState
from claims.models.letter import Channel, LetterKind
from claims.models.listing import ListingKind
from claims.models.page_look import LookFound
from claims.models.reply import Way
from claims.models.source_search import SearchState
from claims.models.standing_order import OrderKind
from claims.models.user import Role
from claims.ratings import DEFAULT_SCALE, Attribution, Stance
from tests.desk import archive_evidence, hire_people, take_in_seed
from tests.desk_acts.apart import set_apart

if TYPE_CHECKING:
    from tests.desk import People

SINGLE = (Newsroom, LedgerHead, Wishes)
"""Tables that hold one row for whoever looks, by constraint."""

WORDS = "Putin proposed holding the discussion as soon as possible."


@dataclass(slots=True)
class FullDesk:
    """The people, and how many rows there are of every kind."""

    people: People
    article: Article
    rows: int = 0

    def grow(self, to: int) -> None:
        """Add rows of every kind until there are at least so many."""
        for place in range(self.rows, to):
            self.add(place)
        self.rows = to

    def add(self, place: int) -> None:
        """Add one row of every kind, or more."""
        chief, editor, reviewer = self.people.chief, self.people.editor, self.people.reviewer
        claim = self.published(place)
        waiting = self.claim(f"Wording {place} that waits.", claimant=f"Claimant {place} b")
        assign(waiting, reviewer, by=editor, seen=waiting.version)
        run = ExtractionRun.objects.create(
            article=claim.article, extractor=f"extractor {place}", claims_found=1, proposed=1
        )
        found = {"text": f"Another wording {place}", "kind": "fact", "provenance": {"rule": ["one", {"two": 2}]}}
        apart = set_apart(self.claim(f"Wording {place} that two review.", claimant=f"Claimant {place} c"), self.people)
        apart.answer(reviewer)
        apart.answer(self.people.second, slug="false")
        apart.ask(self.people.third)
        apart.answer(self.people.third, slug="half-true")
        held = save_draft(waiting, Words(rationale=f"Draft {place}."), by=reviewer, version=0)
        assert held.version == 1
        Embargo.objects.create(
            claim=claim, until=now() + timedelta(hours=place + 1), ordered_by=editor, ended_at=now(), released=True
        )
        Proposal.objects.create(run=run, claim=waiting, kind=Proposal.Kind.REWORD, found=found)
        SourceSearch.objects.create(
            claim=claim,
            provider="archive",
            state=SearchState.UNREACHABLE,
            problem="The archive did not answer.",
            queries=["live debate", "18 March"],
        )
        copy = claim.evidence.get().snapshot
        TextSketch.objects.create(snapshot=copy, hashes=[place], shingles=1)
        AddedPage.objects.create(claim=claim, address=f"https://page.example/{place}", added_by=reviewer)
        look = PageLook.objects.create(
            snapshot=copy, looked_at=now(), found=LookFound.GONE, because="The page is no longer there."
        )
        PageFlag.objects.create(claim=claim, look=look, snapshot=copy)
        Job.objects.create(
            kind=JobKind.ASSIGN_NEW_CLAIMS, subject=claim.article_id, state=JobState.FAILED, asked_by=reviewer
        )
        take_in(f"Article {place}. {WORDS}", by=chief, title=f"Title {place}", outlet=f"Outlet {place}")
        suspend_standing_order(sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=chief), by=editor)
        hire(f"person{place}", "a-long-password", by=chief, role=Role.REVIEWER)
        set_skills(
            reviewer, languages=(), topics=[*Topic.objects.all(), add_topic(f"Topic {place}", by=editor)], by=editor
        )
        day = localdate() + timedelta(days=3 * place)
        plan_absence(reviewer, first_day=day, last_day=day + timedelta(days=1), note=f"Note {place}", by=editor)
        reword(waiting, f"Wording {place} by hand.", by=editor, seen=waiting.version)
        order_redaction(
            claim,
            by=chief,
            sequences=claim.publications.values_list("sequence", flat=True),
            reason="A court says so.",
            reference=f"Order {place}",
        )
        comment(claim, f"Look again, @chief: {place}.", by=editor)
        self.add_from_outside(place, claim, waiting)
        SavedView.objects.create(owner=reviewer, name=f"View {place}", question="status=open", shared=True)
        self.add_post(place)
        make_key(f"Key {place}", by=reviewer, lasts=timedelta(days=3))
        add_webhook(f"Program {place}", f"https://app.example.org/told/{place}", by=chief)
        add_scale(f"Scale {place}", DEFAULT_SCALE, by=chief)

    def add_post(self, place: int) -> None:
        """Add how people want to be told, what left for them, and who was invited."""
        for person in (self.people.chief, self.people.reviewer):
            Wishes.objects.get_or_create(person=person)
            Letter.objects.create(kind=LetterKind.NOTES, channel=Channel.MAIL, to=person)
        Wishes.objects.create(person=who(f"person{place}"))
        invite(by=self.people.chief, email=f"guest{place}@example.org", role=Role.READER)

    def add_from_outside(self, place: int, public: Claim, waiting: Claim) -> None:
        """Add what readers, claimants, feeds, providers and archives leave at the desk."""
        editor = self.people.editor
        readers.receive(
            CurrentVerdict.objects.get(claim=public),
            words=f"The day is wrong in line {place}.",
            name="Rita Reader",
            email="rita@example.org",
            address=f"192.0.2.{place}",
        )
        due_at = now() + timedelta(hours=24)
        reply.ask(public, by=editor, addressee="The office", way=Way.BY_HAND, words="Is it so?", due_at=due_at)
        feed = feeds.follow(by=editor, name=f"Feed {place}", address=f"https://courier.example.org/feed/{place}")
        FeedEntry.objects.create(feed=feed, address=f"https://courier.example.org/{place}", title=f"The bridge {place}")
        checked = CheckedClaim.objects.create(claim=public, wording=public.text, vector=[0.1] * 384, embedded_by="test")
        EarlierVerdict.objects.create(
            claim=waiting,
            checked=checked,
            likeness=0.9,
            meaning=0.9,
            words=0.5,
            shared=["two", "words"],
            matcher="test",
        )
        ProviderSwitch.objects.create(provider=f"provider {place}", is_on=False, switched_by=editor, because="Quota.")
        ProviderDay.objects.create(provider=f"provider {place}", day=localdate(), asked=3, last_error="HTTP 500")
        listing = Listing.objects.create(address=f"https://site.example/map/{place}", kind=ListingKind.SITEMAP)
        ListedPage.objects.create(listing=listing, address=f"https://site.example/{place}", title=f"Page {place}")
        ExternalCopy.objects.create(snapshot=public.evidence.get().snapshot)

    def claim(self, text: str, *, claimant: str) -> Claim:
        """Add a claim, as the machine would have left it."""
        start = self.article.text.index(WORDS)
        claim = add_claim(
            self.article, start=start, end=start + len(WORDS), text=text, by=self.people.editor, claimant=claimant
        )
        Claim.objects.filter(pk=claim.pk).update(provenance={"wording": "rule 3", "parts": {"who": ["a", "b"]}})
        return claim

    def published(self, place: int) -> Claim:
        """Take a claim from triage to the ledger."""
        editor, reviewer = self.people.editor, self.people.reviewer
        claim = self.claim(f"Wording {place} that is public.", claimant=f"Claimant {place} a")
        passage = archive_evidence(claim, name=f"note-{place}").passages.get()
        assign(claim, reviewer, by=editor, seen=claim.version, due_at=now() + timedelta(hours=place + 1))
        rate(
            claim,
            by=reviewer,
            seen=claim.version,
            rating=Rating.objects.get(scale__name="Truth scale", slug="true"),
            attribution=Attribution.CONFIRMED,
            rationale="The page says so.",
            citations=[Cite(passage, Stance.SUPPORTS)],
        )
        approve(claim, by=editor, seen=claim.version)
        publish(claim, by=editor, seen=claim.version)
        return claim


def open_desk() -> FullDesk:
    """Hire people, take in the seed article and mark the newsroom as a rehearsal."""
    people = hire_people()
    mark_as_rehearsal(by=people.chief)
    hire("reader", "reader-reader", by=people.chief, role=Role.READER)
    return FullDesk(people, take_in_seed(people.chief))


def who(role: str) -> User:
    """Find the person of the small newsroom who is known by a role."""
    return User.objects.get(username=role)
