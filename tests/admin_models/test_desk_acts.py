"""Keys, scales, standing orders, proposals, evidence and jobs: what people do about them in the tables."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import now

from claims.desk.assignment import sign_standing_order
from claims.desk.evidence import exclude, include
from claims.desk.keys import make_key, revoke_key
from claims.desk.scales import add_scale, retire_scale
from claims.desk.triage import Stale
from claims.models import (
    ApiKey,
    Claim,
    Claimant,
    ExtractionRun,
    Job,
    Newsroom,
    Proposal,
    Rating,
    RatingScale,
    SourceSearch,
    StandingOrder,
)
from claims.models.standing_order import OrderKind
from claims.ratings import DEFAULT_SCALE, RatingRow
from tests.admin_models.conftest import table
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from tests.desk import People

Open = "Callable[[User], Browser]"


def test_a_key_is_shown_once_and_works(browser: Open, people: People) -> None:
    me = browser(people.reviewer)

    page = me.client.post(table(ApiKey, "add"), {"name": "CMS", "days": "30"})

    found = re.search(r"<code>(cd_[^<]+)</code>", page.content.decode())
    assert found is not None
    made = ApiKey.objects.matching(found[1]).get()
    assert (made.user, made.name) == (people.reviewer, "CMS")
    assert made.expires_at is not None
    assert made.expires_at - now() > timedelta(days=29)
    for address in (table(ApiKey), table(ApiKey, "change", made.pk), table(ApiKey, "history", made.pk)):
        text = me.client.get(address).content.decode()
        assert found[1] not in text
        assert made.sha256 not in text


@pytest.mark.parametrize("typed", [{"name": " "}, {"name": "x" * 101}, {"days": "0"}, {"days": "9999"}, {"days": "x"}])
def test_a_key_without_sense_is_not_made(browser: Open, people: People, typed: dict[str, str]) -> None:
    page = browser(people.editor).client.post(table(ApiKey, "add"), {"name": "CMS", "days": ""} | typed)

    assert page.status_code == 422
    assert not ApiKey.objects.exists()


def test_a_key_ends_when_its_owner_or_the_chief_editor_says_so(browser: Open, people: People) -> None:
    made, key = make_key("CMS", by=people.reviewer)
    editor, chief = browser(people.editor), browser(people.chief)

    refused = editor.choose([made], "revoke")
    assert "This key is reviewer’s" in editor.messages(refused)[0]
    assert ApiKey.objects.matching(key).exists()

    chief.choose([made], "revoke")
    assert not ApiKey.objects.matching(key).exists()
    with pytest.raises(Stale):
        revoke_key(made, by=people.reviewer)


def test_a_scale_is_added_whole(browser: Open, people: People) -> None:
    answers = "Right | 2 | It is so.\r\nWrong | 1 | It is not so.\n\nOpen | | Nobody knows."

    browser(people.chief).client.post(table(RatingScale, "add"), {"name": "Short scale", "answers": answers})

    made = RatingScale.objects.get(name="Short scale")
    assert list(made.ratings.order_by("order").values_list("label", "value", "slug")) == [
        ("Right", 2, "right"),
        ("Wrong", 1, "wrong"),
        ("Open", None, "open"),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        {"answers": "Right"},
        {"answers": "Right | x | It is so.\nWrong | 1 | It is not."},
        {"answers": "Right | 0 | It is so.\nWrong | 1 | It is not."},
        {"answers": "Right | 1 | It is so.\nWrong | 1 | It is not."},
        {"answers": "Right | 2 | It is so.\nright | 1 | It is not."},
        {"answers": "!!! | 2 | It is so.\n??? | 1 | It is not."},
        {"answers": "Right | 99999 | It is so.\nWrong | 1 | It is not."},
        {"answers": f"{'x' * 61} | 2 | It is so.\nWrong | 1 | It is not."},
        {"answers": f"Right | 2 | {'x' * 301}\nWrong | 1 | It is not."},
        {"answers": "Alone | 1 | It is so."},
        {"answers": "\n".join(f"L{place} | {place} | D" for place in range(1, 22))},
        {"name": "Truth scale"},
        {"name": " "},
    ],
)
def test_a_scale_that_cannot_work_is_refused_with_words(browser: Open, people: People, typed: dict[str, str]) -> None:
    whole = {"name": "Short scale", "answers": "Right | 2 | It is so.\nWrong | 1 | It is not."}

    page = browser(people.chief).client.post(table(RatingScale, "add"), whole | typed)

    assert page.status_code == 422
    assert page.context["form"].errors
    assert RatingScale.objects.count() == 1


def test_the_last_scale_in_use_stays(browser: Open, people: People) -> None:
    first = RatingScale.objects.get()
    with pytest.raises(ValidationError, match="last scale"):
        retire_scale(first, by=people.chief)
    add_scale("Another", DEFAULT_SCALE, by=people.chief)

    me = browser(people.chief)
    me.choose([first], "retire")

    assert {rating.scale.name for rating in Rating.objects.in_use()} == {"Another"}
    with pytest.raises(Stale):
        retire_scale(first, by=people.chief)
    with pytest.raises(PermissionDenied):
        add_scale("Third", [RatingRow("a", "A", "A.", 1), RatingRow("b", "B", "B.", 2)], by=people.editor)


def test_the_chief_editor_signs_and_any_editor_suspends(browser: Open, people: People) -> None:
    kind = OrderKind.ASSIGN_BY_WORKLOAD
    assert browser(people.editor).client.get(table(StandingOrder, "add")).status_code == 403

    browser(people.chief).client.post(table(StandingOrder, "add"), {"kind": kind, "hours": "6"})
    signed = StandingOrder.objects.in_force(kind).get()
    assert (signed.signed_by, signed.due_after) == (people.chief, timedelta(hours=6))

    browser(people.editor).choose([signed], "suspend")
    assert not StandingOrder.objects.in_force(kind).exists()


@pytest.mark.parametrize("typed", [{"kind": "rule_the_world"}, {"hours": "0"}, {"hours": "x"}, {"hours": "99999"}])
def test_an_order_without_sense_is_not_signed(browser: Open, people: People, typed: dict[str, str]) -> None:
    whole = {"kind": "assign_by_workload", "hours": "6"}

    page = browser(people.chief).client.post(table(StandingOrder, "add"), whole | typed)

    assert page.status_code == 422
    assert not StandingOrder.objects.exists()


def test_signing_anew_ends_the_order_before(people: People) -> None:
    first = sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)

    second = sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)

    assert list(StandingOrder.objects.filter(suspended_at=None)) == [second]
    assert StandingOrder.objects.get(pk=first.pk).suspended_by == people.chief


def test_proposals_are_accepted_and_declined_once(browser: Open, people: People, claim: Claim) -> None:
    run = ExtractionRun.objects.create(article=claim.article, extractor="next 2")
    better, drop = (
        Proposal.objects.create(run=run, claim=claim, kind=Proposal.Kind.REWORD, found={"text": "Better words."}),
        Proposal.objects.create(run=run, claim=claim, kind=Proposal.Kind.DROP, found={}),
    )
    me = browser(people.editor)

    me.choose([better], "accept")
    me.choose([drop], "decline")
    again = me.choose([better, drop], "accept")

    claim.refresh_from_db()
    assert (claim.text, claim.status) == ("Better words.", "spotted")
    assert me.messages(again)[-2:] == [
        "“another wording: Better words.”: editor accepted this proposal already.",
        "“no longer seen as a claim: ”: editor declined this proposal already.",
    ]


def test_excluded_evidence_can_be_included_again(people: People, claim: Claim) -> None:
    found = archive_evidence(claim)

    exclude(found, by=people.editor, reason="Another Putin.")
    with pytest.raises(Stale):
        exclude(found, by=people.chief, reason="The same.")
    include(found, by=people.chief)
    with pytest.raises(Stale):
        include(found, by=people.chief)

    found.refresh_from_db()
    assert (found.excluded_at, found.excluded_by, found.excluded_because) == (None, None, "")


@pytest.mark.parametrize("reason", ["", " \n", "x" * 2_001])
def test_evidence_is_not_excluded_without_a_reason_of_some_length(people: People, claim: Claim, reason: str) -> None:
    with pytest.raises(ValidationError):
        exclude(archive_evidence(claim), by=people.editor, reason=reason)


def test_a_reviewer_excludes_nothing(browser: Open, people: People, claim: Claim) -> None:
    with pytest.raises(PermissionDenied):
        exclude(archive_evidence(claim), by=people.reviewer, reason="Mine is better.")


def test_a_job_that_gave_up_is_queued_anew_and_others_are_not(browser: Open, people: People, claim: Claim) -> None:
    failed = Job.objects.create(kind="find_sources", subject=claim.pk, state="failed", problem="No answer.", errors=4)
    done = Job.objects.create(kind="split_article", subject=claim.article_id, state="done")
    me = browser(people.editor)

    answer = me.choose([failed, done], "retry")

    failed.refresh_from_db()
    assert (failed.state, failed.errors, failed.problem) == ("queued", 0, "")
    assert Job.objects.get(pk=done.pk).state == "done"
    assert [line.endswith("queued anew.") for line in me.messages(answer)] == [True, False]


def test_a_job_names_what_it_is_about(browser: Open, people: People, claim: Claim) -> None:
    Job.objects.create(kind="find_sources", subject=claim.pk)
    Job.objects.create(kind="find_sources", subject=999_999, state="done")

    text = browser(people.editor).client.get(table(Job)).content.decode()

    assert claim.text in text
    assert claim.article.title in text


def test_a_search_that_did_not_answer_is_asked_again(browser: Open, people: People, claim: Claim) -> None:
    later = now() + timedelta(hours=1)
    search = SourceSearch.objects.create(claim=claim, provider="archive", state="unreachable", retry_at=later)

    browser(people.editor).choose([search], "look_again")

    search.refresh_from_db()
    assert (search.state, search.retry_at) == ("waiting", None)
    assert Job.objects.filter(kind="find_sources", subject=claim.pk, state="queued").exists()


def test_the_chief_editor_marks_a_rehearsal_after_a_warning(browser: Open, people: People) -> None:
    me = browser(people.chief)
    page = me.choose([Newsroom.objects.ours()], "rehearse")
    assert b"This is for good" in page.content
    assert not Newsroom.objects.ours().rehearsal

    me.confirm(page)

    assert Newsroom.objects.ours().rehearsal


def test_an_editor_sets_what_a_claimant_is_in_its_table(browser: Open, people: People, claim: Claim) -> None:
    me, who = browser(people.editor), claim.claimant

    asked = me.choose([who], "say_kind")
    answer = me.confirm(asked, kind="organisation")

    who.refresh_from_db()
    assert (who.kind, who.kind_said_by) == ("organisation", people.editor)
    assert me.messages(answer) == ["“Vladimir Putin”: organisation; no machine changes it."]
    for page in (table(Claimant), table(Claimant, "change", who.pk), table(Claimant, "history", who.pk)):
        assert "organisation" in me.client.get(page).content.decode()
    assert who.name in me.client.get(table(Claimant) + "?kind__exact=organisation").content.decode()
    assert who.name not in me.client.get(table(Claimant) + "?kind__exact=person").content.decode()


def test_a_kind_without_sense_is_not_set_and_a_reviewer_is_not_asked(
    browser: Open, people: People, claim: Claim
) -> None:
    me, who = browser(people.editor), claim.claimant

    refused = me.confirm(me.choose([who], "say_kind"), kind="committee")
    browser(people.reviewer).choose([who], "say_kind")

    who.refresh_from_db()
    assert refused.status_code == 422
    assert (who.kind, who.kind_said_by) == ("unknown", None)
