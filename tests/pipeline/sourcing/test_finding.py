"""From a claim to passages on the desk, on a real database and a server on loopback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator

from claims.models import Claim, Evidence, Snapshot, Source, SourceSearch
from claims.models.source_search import SearchState
from claims.pipeline.sourcing import finding
from tests.pipeline.sourcing.newsroom import search
from tests.pipeline.sourcing.wiki import ANTONOV, Wiki

if TYPE_CHECKING:
    from tests.pipeline.sourcing.loopback import Site


def test_a_claim_gets_ranked_passages_from_both_providers(wiki: Wiki, recalled: Claim) -> None:
    seen: list[tuple[int, int]] = []

    next_try = finding.find(recalled, progress=lambda done, of: seen.append((done, of)))

    assert next_try is None
    best = {each.provider: each for each in recalled.evidence.order_by("score").select_related("snapshot__source")}
    assert set(best) == {"archive", "mediawiki"}
    assert best["archive"].snapshot.source.address == "archive:notes/2021-03-17-ambassador-recalled"
    assert best["mediawiki"].snapshot.source.address.endswith("/w/index.php?title=Anatoly_Antonov&oldid=501")
    assert any("recalled Antonov to Moscow" in passage.text for passage in best["mediawiki"].passages.all())
    assert seen[-1][0] == seen[-1][1] > 3


def test_every_passage_stands_exactly_where_it_says(wiki: Wiki, recalled: Claim) -> None:
    search(recalled)

    passages = [(passage, each.snapshot.text) for each in recalled.evidence.all() for passage in each.passages.all()]
    assert len(passages) > 3
    assert all(text[passage.start : passage.end] == passage.text for passage, text in passages)


def test_the_score_of_a_page_is_that_of_its_best_passage(wiki: Wiki, recalled: Claim) -> None:
    search(recalled)

    for each in recalled.evidence.all():
        assert each.score == max(passage.score for passage in each.passages.all())
        assert 1 <= each.passages.count() <= 3


def test_a_page_on_something_else_is_found_but_not_kept(wiki: Wiki, recalled: Claim) -> None:
    wiki.pages[3] = (
        "Cheddar cheese",
        503,
        "Cheddar is a hard cheese. Consultations with its makers are recalled by few.",
    )

    search(recalled)

    row = recalled.searches.get(provider="mediawiki")
    assert row.found > row.kept
    assert not Source.objects.filter(title="Cheddar cheese").exists()


def test_a_second_run_doubles_nothing(wiki: Wiki, recalled: Claim) -> None:
    search(recalled)
    before = (Source.objects.count(), Snapshot.objects.count(), Evidence.objects.count(), recalled.searches.count())
    SourceSearch.objects.update(state=SearchState.WAITING)

    search(recalled)

    after = (Source.objects.count(), Snapshot.objects.count(), Evidence.objects.count(), recalled.searches.count())
    assert after == before
    assert set(recalled.searches.values_list("state", flat=True)) == {SearchState.DONE}


def test_a_finished_provider_is_not_asked_again(site: Site, wiki: Wiki, recalled: Claim) -> None:
    search(recalled)
    questions = len(site.asked)

    search(recalled)

    assert len(site.asked) == questions


def test_the_desk_can_ask_a_finished_provider_anew(site: Site, wiki: Wiki, recalled: Claim) -> None:
    search(recalled)
    questions = len(site.asked)
    recalled.searches.filter(provider="mediawiki").update(state=SearchState.WAITING)

    search(recalled)

    assert len(site.asked) > questions


def test_a_worker_that_died_while_searching_leaves_the_search_to_the_next(wiki: Wiki, recalled: Claim) -> None:
    SourceSearch.objects.create(claim=recalled, provider="mediawiki", state=SearchState.SEARCHING)

    search(recalled)

    assert recalled.searches.get(provider="mediawiki").state == SearchState.DONE


def test_the_copy_lies_in_the_file_store_as_it_came(site: Site, wiki: Wiki, recalled: Claim, store: Path) -> None:
    search(recalled)

    snapshot = Snapshot.objects.get(source__title="Anatoly Antonov")
    with (store / snapshot.warc).open("rb") as file:
        (record,) = [(each, each.content_stream().read()) for each in ArchiveIterator(file)]  # type: ignore[no-untyped-call]
    assert record[0].rec_type == "response"
    assert record[0].rec_headers.get_header("WARC-IP-Address") == "127.0.0.1" == snapshot.ip
    assert json.loads(record[1])["query"]["pages"][0]["extract"] == ANTONOV == snapshot.text
    assert snapshot.http_status == 200


def test_a_note_is_kept_with_the_publications_that_it_cites(wiki: Wiki, recalled: Claim, store: Path) -> None:
    search(recalled)

    source = Source.objects.get(address="archive:notes/2021-03-17-ambassador-recalled")
    assert source.kind == "note"
    assert [cited["publisher"] for cited in source.cites] == ["Associated Press, in Newsmax", "Novye Izvestia"]
    snapshot = source.snapshots.get()
    assert snapshot.http_status is None
    with (store / snapshot.warc).open("rb") as file:
        (record,) = [(each, each.content_stream().read()) for each in ArchiveIterator(file)]  # type: ignore[no-untyped-call]
    assert record[0].rec_type == "resource"
    assert record[1] == Path("seeds/archive/2021-03-17-ambassador-recalled.md").read_bytes()
