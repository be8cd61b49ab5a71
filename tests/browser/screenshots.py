"""Take the pictures of the desk: `uv run python -m tests.browser.screenshots [--whole FOLDER] [--language de]`.

Plays the rehearsal in a database of its own under var/screenshots and opens the pages in Chromium. Writes to docs/screenshots
the two pictures that the README shows, as small PNGs, and every page at 1440 and 390 px, light and dark, as WebP, with a
page that shows them all; a long page ends at 2,200 px. With --whole they go to FOLDER instead, each to its end as a PNG.
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"
os.environ.setdefault("CLAIMDESK_VAR", str(ROOT / "var" / "screenshots"))
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402 - the lines above tell it which settings
from django.conf import settings  # noqa: E402
from playwright.sync_api import Error as PlaywrightError  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from factcheck import embedded  # noqa: E402
from tests.browser.conftest import ARGUMENTS, CHROMIUM, serving  # noqa: E402
from tests.browser.small_png import shrink  # noqa: E402
from tests.browser.windows import window  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from claims.models import Claim

DOCS = ROOT / "docs" / "screenshots"
MOST_BYTES, MOST_BYTES_IN_ALL = 250_000, 6_000_000
MOST_ROUNDS = 50
SHAPES = ((1440, 1000), (390, 844))
THEMES = ("light", "dark")


def main() -> int:
    """Take the pictures; 1 where they are too large for the docs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--whole", type=Path, metavar="FOLDER", help="take every page from top to bottom, and put them there"
    )
    parser.add_argument("--language", default="en", help="what the browser asks for: en or de")
    asked = parser.parse_args()
    django.setup()
    settings.LIVE_URL = ""  # no stream runs beside the pictures
    folder: Path = asked.whole or DOCS
    folder.mkdir(parents=True, exist_ok=True)
    with embedded.postgres(), embedded.valkey(), sync_playwright() as playwright, serving() as root:
        rehearsed()
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        if not asked.whole:
            take_two(browser, root, language=asked.language)
        if asked.whole or asked.language == "en":
            take_all(browser, root, folder, language=asked.language, whole=bool(asked.whole))
        browser.close()
    if asked.whole:
        return 0
    two = sorted(DOCS.glob("*.png"))
    sizes = {each.name: each.stat().st_size for each in two}
    gallery = sum(each.stat().st_size for each in DOCS.glob("*.webp"))
    for name, size in sizes.items():
        print(f"docs/screenshots/{name}: {size:,} bytes")
    print(f"docs/screenshots/*.webp: {gallery:,} bytes")
    return int(any(size > MOST_BYTES for size in sizes.values()) or gallery > MOST_BYTES_IN_ALL)


def rehearsed() -> None:
    """Play the rehearsal, once: this process does the machines' work itself, to the last job.

    Three claims are taken back for triage, and two go to the editor, so that one more desk has a queue.
    """
    from django.core.management import call_command

    from claims import tasks
    from claims.desk import assignment
    from claims.management.rehearsal import rehearse
    from claims.management.stories import outlet
    from claims.models import Claim, Job, Publication, User

    def work() -> None:
        tasks.look_at_feeds()
        for job in list(Job.objects.ready().values_list("pk", flat=True)[:40]):
            tasks.work(job)

    def work_off() -> None:
        for _round in range(MOST_ROUNDS):
            work()
            if not Job.objects.ready().exists():
                return
        raise SystemExit("Jobs are left waiting: the pictures would say so.")

    call_command("migrate", verbosity=0)
    if Publication.objects.exists():
        work_off()
        return

    with outlet.opened() as ours:
        settings.FETCH_ALLOWED_HOSTS = [ours.host]
        rehearse(say=print, outlet=ours, wait=work)
    chief, editor = User.objects.get(role="chief_editor"), User.objects.get(username="editor")
    lying = list(Claim.objects.filter(status="assigned").in_reading_order())
    for claim in lying[:3]:
        assignment.unassign(claim, by=chief, seen=claim.version, reason="For triage by hand.")
    for claim in lying[3:5]:
        before = claim.assignments.current().first()
        assignment.assign(claim, editor, by=chief, seen=claim.version, instead_of=before)
    work_off()


def best_claim() -> Claim:
    """Return the claim on somebody's desk that has the most evidence."""
    from django.db.models import Count

    from claims.models import Claim

    assigned = Claim.objects.filter(status="assigned").annotate(found=Count("evidence__passages"))
    return assigned.order_by("-found", "pk")[0]


def take_two(browser: Browser, root: str, *, language: str) -> None:
    """Take the article page and the review page for the docs; in another language than English it is in their names."""
    from claims.models import Article, Assignment, User

    ending = "" if language == "en" else f"-{language}"
    claim = best_claim()
    desk: Assignment = claim.assignments.current().get()
    Assignment.objects.filter(pk=desk.pk).update(due_at=desk.assigned_at + timedelta(hours=24))
    with window(browser, root, User.objects.get(username="editor"), height=1080, language=language) as screen:
        page = screen.go(f"/desk/articles/{Article.objects.order_by('pk')[0].pk}/")
        (DOCS / f"article{ending}.png").write_bytes(shrink(page.screenshot()))
    with window(browser, root, desk.reviewer, language=language) as screen:
        page = screen.go(f"/desk/review/{claim.pk}/")
        for key in ("n", "+", "c", "n", "~", "y"):
            page.keyboard.press(key)
        page.evaluate("document.activeElement.blur()")
        (DOCS / f"review{ending}.png").write_bytes(shrink(page.screenshot()))


class Shown(NamedTuple):
    """A page: its name, where it is, and who opens it; nobody signed in where that is None."""

    name: str
    where: str
    who: str | None = "editor"


def shown_pages() -> list[Shown]:
    """Name every page of the desk, and the public ones, on what the rehearsal left."""
    from claims.models import Article, Claim, CurrentVerdict, Snapshot, User

    article, claim = Article.objects.order_by("pk")[0], best_claim()
    holder = claim.assignments.current().get().reviewer.username
    reviewer = User.objects.filter(role="reviewer").order_by("pk")[0]
    first = {status: Claim.objects.filter(status=status).order_by("pk").first() for status in SHOWN_STATUSES}
    verdicts = {status: f"desk/approve/{each.pk}/" for status, each in first.items() if each}
    copy = Snapshot.objects.filter(evidence__claim=claim).order_by("pk")[0]
    public = CurrentVerdict.objects.filter(claim__status="corrected").order_by("pk")[0].public_id
    return [
        Shown("today", "desk/"),
        Shown("today-of-a-reviewer", "desk/", holder),
        Shown("articles", "desk/articles/"),
        Shown("article", f"desk/articles/{article.pk}/"),
        Shown("take-in", "desk/articles/new/"),
        Shown("take-in-a-table", "desk/articles/table/"),
        Shown("feeds", "desk/articles/feeds/"),
        Shown("claims", "desk/list/"),
        Shown("board", "desk/board/"),
        Shown("review", f"desk/review/{claim.pk}/", holder),
        Shown("archived-copy", f"desk/copies/{copy.pk}/?claim={claim.pk}", holder),
        Shown("approvals", "desk/approve/"),
        *(Shown(f"verdict-{status}", where) for status, where in verdicts.items()),
        Shown("published", "desk/published/"),
        Shown("redact", f"desk/redact/{first['published'].pk}/", "chief"),
        Shown("requests", "desk/requests/"),
        Shown("right-of-reply", f"desk/reply/{claim.pk}/"),
        Shown("people", "desk/people/"),
        Shown("person", f"desk/people/{reviewer.pk}/"),
        Shown("skills-and-absences", "desk/work/", holder),
        Shown("settings", "desk/settings/", "chief"),
        Shown("my-settings", "desk/mine/"),
        Shown("notes", "desk/notes/"),
        Shown("how-you-are-told", "desk/notes/wishes/"),
        Shown("history", "desk/history/"),
        Shown("providers", "desk/providers/"),
        Shown("agreement", "desk/agreement/"),
        Shown("machine-work", "desk/machine/"),
        Shown("tables", "desk/tables/"),
        Shown("login", "desk/login/", None),
        Shown("public-front", "", None),
        Shown("public-verdict", f"verdicts/{public}/", None),
        Shown("public-corrections", "corrections/", None),
        Shown("public-methodology", "methodology/", None),
        Shown("public-api", "api/docs/", None),
    ]


SHOWN_STATUSES = ("rated", "approved", "published", "retracted")


def take_all(browser: Browser, root: str, folder: Path, *, language: str, whole: bool) -> None:
    """Take every page at two widths, light and dark, and write the page that shows them."""
    from claims.models import User

    pages = shown_pages()
    people = {each.username: each for each in User.objects.get_queryset()}
    for theme, (width, height) in product(THEMES, SHAPES):
        for who in dict.fromkeys(each.who for each in pages):
            person = people[who] if who else None
            with window(browser, root, person, width=width, height=height, theme=theme, language=language) as screen:
                page = screen.page
                for each in (each for each in pages if each.who == who):
                    answer = page.goto(f"{root}/{each.where}")
                    if answer is None or not answer.ok:
                        raise SystemExit(f"{each.where} does not answer with a page")
                    picture = folder / f"{each.name}-{width}-{theme}"
                    if whole:
                        page.screenshot(path=picture.with_suffix(".png"), full_page=True)
                    else:
                        picture.with_suffix(".webp").write_bytes(as_webp(page))
    if not whole:
        (folder / "README.md").write_text(gallery(pages))


def as_webp(page: Page) -> bytes:
    """Take the page from its top, as far as the docs show it, as a WebP."""
    session = page.context.new_cdp_session(page)
    width, height = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST), "scale": SCALES[width]}
    asked = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
    try:
        for _time in range(TRIES):
            try:
                taken = session.send("Page.captureScreenshot", asked)
            except PlaywrightError:  # the browser has no frame to give at this moment
                page.wait_for_timeout(500)
            else:
                return base64.b64decode(taken["data"])
    finally:
        session.detach()
    raise SystemExit(f"The browser gives no picture of {page.url}")


QUALITY, TRIES, TALLEST = 36, 5, 2_200
SCALES = {1440: 0.7, 390: 1}
"""What a picture measures against the window: so that all of them stay small."""


def gallery(pages: list[Shown]) -> str:
    """Write the page that shows all pictures."""
    head = (
        "# The desk in pictures\n\nEvery page at 1440 and 390 px, light and dark, on what the rehearsal leaves. Made by\n"
        "`uv run python -m tests.browser.screenshots`.\n"
    )
    parts = [head]
    for each in pages:
        shown = " ".join(
            f'<img src="{each.name}-{width}-{theme}.webp" alt="{each.name}, {width} px, {theme}" width="{wide}">'
            for theme in THEMES
            for (width, _height), wide in zip(SHAPES, ("36%", "10%"), strict=True)
        )
        parts.append(f"## {each.name.replace('-', ' ').capitalize()}\n\n{shown}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
