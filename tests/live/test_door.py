"""Who may watch a stream: asked of a real ASGI server, with real sessions."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING
from uuid import uuid4

from claims.desk.assignment import assign
from tests.live.conftest import SITE
from tests.live.watching import cookie_of, status_of, watching

if TYPE_CHECKING:
    from tests.stories import Story


def test_a_reviewer_watches_only_what_is_theirs(newsroom: Story, port: int) -> None:
    mine, other = newsroom.spot(1), newsroom.spot(2)
    assign(mine, newsroom.people.reviewer, by=newsroom.people.editor, seen=mine.version)
    cookie = cookie_of(newsroom.people.reviewer)

    assert status_of(port, f"/live/claims/{mine.public_id}", Cookie=cookie) == 200
    assert status_of(port, f"/live/articles/{newsroom.article.public_id}", Cookie=cookie) == 200
    assert status_of(port, f"/live/claims/{other.public_id}", Cookie=cookie) == 404
    stranger = cookie_of(newsroom.people.third)
    assert status_of(port, f"/live/articles/{newsroom.article.public_id}", Cookie=stranger) == 404


def test_who_is_not_of_the_desk_watches_nothing(newsroom: Story, port: int) -> None:
    from claims.desk.newsroom import hire
    from claims.models.user import Role

    address = f"/live/claims/{newsroom.spot().public_id}"
    reader = hire("reader", "reader-reader", by=newsroom.people.chief, role=Role.READER)
    left = cookie_of(newsroom.people.second)
    type(newsroom.people.second).objects.filter(pk=newsroom.people.second.pk).update(is_active=False)
    changed = cookie_of(newsroom.people.third)
    newsroom.people.third.set_password("another-password")
    newsroom.people.third.save()

    assert status_of(port, address) == 401
    for cookie in ("claimdesk=x", "sessionid=made-up", "sessionid=\xff", "sessionid=" + "x" * 5000, left, changed):
        assert status_of(port, address, Cookie=cookie) == 401
    assert status_of(port, address, Cookie=cookie_of(reader)) == 403


def test_foreign_addresses_methods_and_origins_are_refused(newsroom: Story, port: int) -> None:
    cookie = cookie_of(newsroom.people.editor)

    for path in ("/", "/live/", "/desk/", "/live/claims/1", f"/live/verdicts/{uuid4()}", "/live/claims/" + "0" * 36):
        assert status_of(port, path, Cookie=cookie) == 404
    assert status_of(port, f"/live/claims/{uuid4()}", Cookie=cookie) == 404
    address = f"/live/claims/{newsroom.spot().public_id}"
    assert status_of(port, address, method="POST", Cookie=cookie) == 405
    with watching(port, address, Cookie=cookie, Origin=SITE) as stream:
        assert stream.response.getheader("Access-Control-Allow-Origin") == SITE
        assert stream.response.getheader("Access-Control-Allow-Credentials") == "true"
    for foreign in ("https://evil.example", "null", SITE + ".evil.example", SITE.upper()):
        assert status_of(port, address, Cookie=cookie, Origin=foreign) == 403


def test_a_person_has_a_bounded_number_of_streams(newsroom: Story, port: int) -> None:
    address, cookie = f"/live/claims/{newsroom.spot().public_id}", cookie_of(newsroom.people.editor)

    with ExitStack() as open_streams:
        for _ in range(30):
            assert open_streams.enter_context(watching(port, address, Cookie=cookie)).status == 200
        assert status_of(port, address, Cookie=cookie) == 429
        assert status_of(port, address, Cookie=cookie_of(newsroom.people.chief)) == 200
    time.sleep(1)
    assert status_of(port, address, Cookie=cookie) == 200
