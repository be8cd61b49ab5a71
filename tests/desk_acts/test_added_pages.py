"""Pages added to a claim by hand: by the same guarded path as any other, or from a file; kept once, refused with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from claims import tasks
from claims.desk import added_pages
from claims.models import AddedPage, Evidence, Job, SourceSearch
from claims.models.added_page import AddedState
from claims.models.job import JobKind, JobState
from claims.models.source_search import SearchState
from tests.admin.pages.conftest import assigned, sit_down
from tests.pipeline.sourcing.conftest import site, store
from tests.pipeline.sourcing.newsroom import manners
from tests.pipeline.sourcing.pdfs import pdf
from tests.pipeline.sourcing.test_web_pages import STORY, page

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People
    from tests.pipeline.sourcing.loopback import Site

__all__ = ["assigned", "manners", "sit_down", "site", "store"]


@pytest.fixture
def outside(site: Site, settings: Settings, store: Path, manners: Redis) -> Site:
    """A server with a story, which the newsroom may reach."""
    settings.FETCH_ALLOWED_HOSTS = [site.host]
    site.page("/story", page())
    return site


def work(added: AddedPage) -> AddedPage:
    """Carry the work on a page out, as a worker would; return the page as it is then."""
    job = Job.objects.open().get(kind=JobKind.TAKE_IN_PAGE, subject=added.pk)
    Job.objects.filter(pk=job.pk).update(run_after=now())
    tasks.work(job.pk)
    added.refresh_from_db()
    return added


def test_an_address_is_fetched_archived_and_ranked(assigned: Claim, people: People, outside: Site, store: Path) -> None:
    added = work(added_pages.add_address(assigned, f"{outside.url}/story#part", by=people.reviewer))
    assert (added.state, added.problem) == (AddedState.DONE, "")
    found = Evidence.objects.get(claim=assigned, provider="by_hand")
    assert found.snapshot.source.address == f"{outside.url}/story"
    assert found.snapshot.source.author == "Jane Roe"
    assert found.passages.count() >= 1
    assert (store / found.snapshot.warc).exists()


def test_adding_it_again_doubles_nothing(assigned: Claim, people: People, outside: Site) -> None:
    for _ in range(2):
        work(added_pages.add_address(assigned, f"{outside.url}/story", by=people.reviewer))
    assert AddedPage.objects.count() == 1
    assert Evidence.objects.filter(provider="by_hand").count() == 1


def test_an_address_of_the_inner_network_is_refused_with_the_reason(
    assigned: Claim, people: People, site: Site, store: Path, manners: Redis, settings: Settings
) -> None:
    settings.FETCH_ALLOWED_HOSTS = []
    added = work(added_pages.add_address(assigned, f"{site.url}/secret", by=people.reviewer))
    assert added.state == AddedState.REFUSED
    assert added.problem
    assert site.asked == []


def test_robots_are_obeyed_unless_a_person_overrides_them_by_name(
    assigned: Claim, people: People, outside: Site
) -> None:
    outside.page("/robots.txt", "User-agent: *\nDisallow: /", kind="text/plain")
    added = work(added_pages.add_address(assigned, f"{outside.url}/story", by=people.reviewer))
    assert (added.state, "robots.txt" in added.problem) == (AddedState.REFUSED, True)

    added = work(added_pages.add_address(assigned, f"{outside.url}/story", by=people.reviewer, overrides_robots=True))
    assert (added.state, added.overrides_robots, added.added_by) == (AddedState.DONE, True, people.reviewer)


def test_who_adds_a_page_again_takes_no_override_from_whom_it_was(
    assigned: Claim, people: People, outside: Site, sit_down: SitDown
) -> None:
    outside.page("/robots.txt", "User-agent: *\nDisallow: /", kind="text/plain")
    work(added_pages.add_address(assigned, f"{outside.url}/story", by=people.reviewer, overrides_robots=True))
    added = work(added_pages.add_address(assigned, f"{outside.url}/story", by=people.editor))
    assert (added.added_by, added.overridden_by, added.state) == (people.editor, people.reviewer, AddedState.DONE)

    added = work(added_pages.add_address(assigned, f"{outside.url}/story", by=people.chief, overrides_robots=True))
    assert (added.added_by, added.overridden_by) == (people.chief, people.reviewer)
    shown = sit_down(people.editor).get(f"/desk/review/{assigned.pk}/").content.decode()
    assert "reviewer had it fetched although the site asks machines not to" in shown


def test_an_override_without_a_name_is_refused_by_the_database(assigned: Claim, people: People) -> None:
    with pytest.raises(IntegrityError, match="an_override_bears_a_name"):
        AddedPage.objects.create(
            claim=assigned, address="https://a.example/", added_by=people.editor, overrides_robots=True
        )


def test_a_site_without_an_answer_is_tried_again_later(assigned: Claim, people: People, outside: Site) -> None:
    outside.page("/story", "", status=503)
    added = work(added_pages.add_address(assigned, f"{outside.url}/story", by=people.reviewer))
    assert added.state == AddedState.UNREACHABLE
    assert added.retry_at is not None
    outside.page("/story", page())
    assert work(added).state == AddedState.DONE


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("statement.txt", STORY.encode()),
        ("page.html", page().encode()),
        ("Report.PDF", pdf([STORY])),
    ],
)
def test_a_file_is_kept_and_read(assigned: Claim, people: People, store: Path, name: str, body: bytes) -> None:
    made = added_pages.add_file(
        assigned, name, body, by=people.reviewer, title="Statement of the ministry", kind="primary"
    )
    assert work(made).state == AddedState.DONE
    found = Evidence.objects.get(provider="by_hand")
    assert (found.snapshot.source.title, found.snapshot.source.kind) == ("Statement of the ministry", "primary")
    assert "Anatoly Antonov" in found.snapshot.text
    assert not found.snapshot.source.is_web


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("x.exe", b"MZ"),
        ("x", b"words"),
        ("x.txt", b" \n"),
        ("x.pdf", b"no pdf"),
        ("x.txt", b"%PDF-1.7 in disguise"),
        ("x.txt", b"\x00\x01binary"),
        ("x.txt", b"x" * 5_000_001),
    ],
)
def test_other_files_are_refused_with_the_reason(
    assigned: Claim, people: People, store: Path, name: str, body: bytes
) -> None:
    with pytest.raises(ValidationError) as refused:
        added_pages.add_file(assigned, name, body, by=people.reviewer)
    assert "file" in refused.value.message_dict
    assert not AddedPage.objects.exists()
    assert not store.exists()


def test_a_broken_pdf_is_refused_when_it_is_read(assigned: Claim, people: People, store: Path) -> None:
    added = work(added_pages.add_file(assigned, "x.pdf", b"%PDF-1.7\nbroken", by=people.reviewer))
    assert (added.state, bool(added.problem)) == (AddedState.REFUSED, True)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org/x",
        "ftp://example.org/x",
        "https://",
        "http://u:p@example.org/",
        "http://[x",
        "http://a b/",
        "https://example.org/" + "x" * 2000,
    ],
)
def test_what_is_no_address_is_refused_at_its_field(assigned: Claim, people: People, address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        added_pages.add_address(assigned, address, by=people.reviewer)
    assert list(refused.value.message_dict) == ["address"]


def test_a_claim_of_others_is_left_alone(assigned: Claim, people: People) -> None:
    with pytest.raises(PermissionDenied, match="not assigned to you"):
        added_pages.add_address(assigned, "https://example.org/x", by=people.second)


def test_the_page_takes_an_address_and_shows_how_far_it_is(
    assigned: Claim, people: People, outside: Site, sit_down: SitDown
) -> None:
    here, browser = f"/desk/review/{assigned.pk}/", sit_down(people.reviewer)
    typed = {"act": "add_address", "seen": assigned.version, "address": f"{outside.url}/story"}
    shown = browser.post(here, typed, follow=True).content.decode()
    assert "Added by hand" in shown
    assert f"{outside.url}/story" in shown
    work(AddedPage.objects.get())
    shown = browser.get(here).content.decode()
    assert "Anatoly Antonov, home for consultations" in shown


def test_a_wrong_address_is_said_at_its_field_and_kept(assigned: Claim, people: People, sit_down: SitDown) -> None:
    typed = {"act": "add_address", "seen": assigned.version, "address": "example.org", "overrides_robots": "yes"}
    answer = sit_down(people.reviewer).post(f"/desk/review/{assigned.pk}/", typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Write the whole address of a page" in shown
    assert 'value="example.org"' in shown
    assert 'value="yes" checked' in shown


def test_the_page_takes_a_file(assigned: Claim, people: People, store: Path, sit_down: SitDown) -> None:
    file = SimpleUploadedFile("notes.txt", STORY.encode())
    typed = {"act": "upload", "seen": assigned.version, "file": file, "title": "", "kind": "primary"}
    sit_down(people.reviewer).post(f"/desk/review/{assigned.pk}/", typed)
    assert work(AddedPage.objects.get()).title == "notes.txt"

    for wrong in ({"file": ""}, {"file": SimpleUploadedFile("x.txt", b"x" * 5_000_001)}):
        answer = sit_down(people.reviewer).post(f"/desk/review/{assigned.pk}/", typed | wrong | {"title": "My words"})
        assert answer.status_code == 422
        assert 'value="My words"' in answer.content.decode()


def test_an_editor_leaves_a_page_out_with_a_reason_and_takes_it_back(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    here, found = f"/desk/review/{assigned.pk}/", assigned.evidence.get()
    typed = {"seen": assigned.version, "evidence": found.pk}
    editor = sit_down(people.editor)
    refused = editor.post(here, typed | {"act": "exclude", "reason": ""})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    shown = editor.post(here, typed | {"act": "exclude", "reason": "A satire."}, follow=True).content.decode()
    assert "1 page left out by an editor" in shown
    assert "A satire." in shown
    assert "No passage was found" in shown or "We are looking for sources" in shown
    shown = editor.post(here, typed | {"act": "include"}, follow=True).content.decode()
    assert "left out by an editor" not in shown


def test_a_reviewer_sees_what_was_left_out_but_leaves_nothing_out(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    here, found = f"/desk/review/{assigned.pk}/", assigned.evidence.get()
    typed = {"act": "exclude", "seen": assigned.version, "evidence": found.pk, "reason": "No."}
    reviewer = sit_down(people.reviewer)
    assert "Leave this page out" not in reviewer.get(here).content.decode()
    assert reviewer.post(here, typed).status_code == 403
    found.refresh_from_db()
    assert found.excluded_at is None


def test_a_page_of_another_claim_is_not_left_out_here(assigned: Claim, people: People, sit_down: SitDown) -> None:
    typed = {"act": "exclude", "seen": assigned.version, "evidence": 999_999, "reason": "No."}
    assert sit_down(people.editor).post(f"/desk/review/{assigned.pk}/", typed).status_code == 422


def test_one_provider_is_asked_again(assigned: Claim, people: People, sit_down: SitDown) -> None:
    for name in ("mediawiki", "searxng"):
        SourceSearch.objects.create(claim=assigned, provider=name, state=SearchState.REFUSED, problem="No.")
    Job.objects.update(state=JobState.DONE)
    typed = {"act": "ask_provider", "seen": assigned.version, "provider": "mediawiki"}
    sit_down(people.reviewer).post(f"/desk/review/{assigned.pk}/", typed)
    states = dict(assigned.searches.values_list("provider", "state"))
    assert states == {"mediawiki": SearchState.WAITING, "searxng": SearchState.REFUSED}
    assert Job.objects.open().about(JobKind.FIND_SOURCES, assigned.pk).count() == 1


def test_each_state_of_a_search_is_told_with_the_next_try(assigned: Claim, people: People, sit_down: SitDown) -> None:
    at = now().replace(hour=14, minute=5, second=0, microsecond=0)
    for name, fields in {
        "a": {"state": SearchState.WAITING},
        "b": {"state": SearchState.SEARCHING, "found": 8, "kept": 1, "pages_done": 3},
        "c": {"state": SearchState.REFUSED, "problem": "The setting BRAVE_KEY is missing."},
        "d": {"state": SearchState.UNREACHABLE, "problem": "No answer in time.", "tries": 2, "retry_at": at},
        "e": {
            "state": SearchState.DONE,
            "found": 8,
            "kept": 5,
            "problem": "3 of 8 pages gave no answer.",
            "retry_at": at,
        },
        "f": {"state": SearchState.WAITING, "retry_at": at},
        "g": {"state": SearchState.DONE, "found": 8, "pages_done": 8},
        "h": {"state": SearchState.DONE},
        "i": {
            "state": SearchState.WAITING,
            "found": 9,
            "pages_done": 2,
            "problem": "7 of 9 pages wait for their turn.",
            "retry_at": at,
        },
        "j": {"state": SearchState.SEARCHING, "found": 1},
    }.items():
        SourceSearch.objects.create(claim=assigned, provider=name, **fields)
    shown = sit_down(people.reviewer).get(f"/desk/review/{assigned.pk}/").content.decode()
    for words in (
        "Waiting",
        "3 of 8 pages",
        'max="8" value="3"',
        "BRAVE_KEY is missing",
        "Tried 2 times",
        "5 of 8 kept",
        "3 of 8 pages gave no answer",
        "8 found, none kept",
        "Nothing found",
        "2 of 9 pages</span>",
        "7 of 9 pages wait for their turn",
        "0 of 1 page</span>",
    ):
        assert words in shown
    assert shown.count("14:05</time>") == 4
    assert shown.count("Nothing found") == 1


def test_the_page_costs_the_same_with_one_added_page_and_with_thirty(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    here, editor, counts = f"/desk/review/{assigned.pk}/", sit_down(people.editor), []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            address = f"https://page.example/{number}"
            AddedPage.objects.create(claim=assigned, address=address, added_by=people.reviewer)
        editor.get(here)
        with CaptureQueriesContext(connection) as asked:
            editor.get(here)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_copy_opens_as_text_and_as_a_page_that_can_do_nothing(
    assigned: Claim, people: People, outside: Site, sit_down: SitDown
) -> None:
    outside.page("/story", page().replace("<body>", "<body><script>alert(1)</script>"))
    work(added_pages.add_address(assigned, f"{outside.url}/story", by=people.reviewer))
    copy = Evidence.objects.get(provider="by_hand").snapshot
    reviewer = sit_down(people.reviewer)
    shown = reviewer.get(f"/desk/copies/{copy.pk}/")
    assert f'sandbox src="/desk/copies/{copy.pk}/page/"' in shown.content.decode()
    assert "frame-src 'self'" in shown["Content-Security-Policy"]

    kept = reviewer.get(f"/desk/copies/{copy.pk}/page/")
    assert b"<script>alert(1)</script>" in kept.content, "the bytes as they were"
    policy = kept["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert "allow-" not in policy
    assert "script-src" not in policy
    assert (kept["X-Frame-Options"], kept["X-Content-Type-Options"]) == ("SAMEORIGIN", "nosniff")
    assert sit_down(people.second).get(f"/desk/copies/{copy.pk}/page/").status_code == 404


def test_a_pdf_is_downloaded_and_a_note_has_no_page(
    assigned: Claim, people: People, store: Path, sit_down: SitDown
) -> None:
    work(added_pages.add_file(assigned, "x.pdf", pdf([STORY]), by=people.reviewer))
    copy = Evidence.objects.get(provider="by_hand").snapshot
    kept = sit_down(people.reviewer).get(f"/desk/copies/{copy.pk}/page/")
    assert kept["Content-Disposition"].startswith("attachment;")
    note = assigned.evidence.exclude(provider="by_hand").get().snapshot
    assert sit_down(people.reviewer).get(f"/desk/copies/{note.pk}/page/").status_code == 404
