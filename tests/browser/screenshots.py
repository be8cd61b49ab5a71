"""Take the pictures of the desk: `uv run python -m tests.browser.screenshots [--all FOLDER] [--language de]`.

Plays the rehearsal in a database of its own under var/screenshots and opens the pages in Chromium. Without an option it
writes the two pictures that the docs show, as small PNGs; with --all every page, at 1440 and 390 px, light and dark.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"
os.environ.setdefault("CLAIMDESK_VAR", str(ROOT / "var" / "screenshots"))
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402 - the lines above tell it which settings
from django.conf import settings  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from factcheck import embedded  # noqa: E402
from tests.browser.conftest import ARGUMENTS, CHROMIUM, serving, session_of  # noqa: E402
from tests.browser.small_png import shrink  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from claims.models import Claim, User

DOCS = ROOT / "docs" / "screenshots"
MOST_BYTES = 250_000


def main() -> int:
    """Take the pictures; 1 where one is too large for the docs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="take every page, and put them there")
    parser.add_argument("--language", default="en", help="what the browser asks for: en or de")
    asked = parser.parse_args()
    django.setup()
    settings.LIVE_URL = ""  # no stream runs beside the pictures
    with embedded.postgres(), sync_playwright() as playwright, serving() as root:
        rehearsed()
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        if asked.all:
            take_all(browser, root, asked.all, language=asked.language)
        else:
            take_two(browser, root, language=asked.language)
        browser.close()
    sizes = {picture.name: picture.stat().st_size for picture in sorted(DOCS.glob("*.png"))}
    for name, size in sizes.items():
        print(f"docs/screenshots/{name}: {size:,} bytes")
    return int(any(size > MOST_BYTES for size in sizes.values()))


def rehearsed() -> None:
    """Play the rehearsal, once: this process does the machines' work itself. Three claims are taken back for triage."""
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

    call_command("migrate", verbosity=0)
    if Publication.objects.exists():
        work()
        return

    with outlet.opened() as ours:
        settings.FETCH_ALLOWED_HOSTS = [ours.host]
        rehearse(say=print, outlet=ours, wait=work)
    chief = User.objects.get(role="chief_editor")
    for claim in list(Claim.objects.filter(status="assigned").in_reading_order())[:3]:
        assignment.unassign(claim, by=chief, seen=claim.version, reason="For triage by hand.")


@contextmanager
def window(
    browser: Browser,
    root: str,
    person: User,
    *,
    width: int,
    height: int,
    theme: str = "light",
    language: str = "en",
) -> Iterator[Page]:
    """Open a person's window."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, locale=language)
    context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": root}])
    yield context.new_page()
    context.close()


def best_claim() -> Claim:
    """Return the claim on somebody's desk that has the most evidence."""
    from django.db.models import Count

    from claims.models import Claim

    assigned = Claim.objects.filter(status="assigned").annotate(found=Count("evidence__passages"))
    return assigned.order_by("-found", "pk")[0]


def take_two(browser: Browser, root: str, *, language: str) -> None:
    """Take the article page and the review page for the docs; in another language than English it is in their names."""
    from claims.models import Article, Assignment, User

    DOCS.mkdir(parents=True, exist_ok=True)
    ending = "" if language == "en" else f"-{language}"
    claim = best_claim()
    desk: Assignment = claim.assignments.current().get()
    Assignment.objects.filter(pk=desk.pk).update(due_at=desk.assigned_at + timedelta(hours=24))
    with window(browser, root, User.objects.get(username="editor"), width=1440, height=1180, language=language) as page:
        page.goto(f"{root}/desk/articles/{Article.objects.order_by('pk')[0].pk}/")
        (DOCS / f"article{ending}.png").write_bytes(shrink(page.screenshot()))
    with window(browser, root, desk.reviewer, width=1440, height=1000, language=language) as page:
        page.goto(f"{root}/desk/review/{claim.pk}/")
        for key in ("n", "+", "c", "n", "~", "y"):
            page.keyboard.press(key)
        page.evaluate("document.activeElement.blur()")
        (DOCS / f"review{ending}.png").write_bytes(shrink(page.screenshot()))


def take_all(browser: Browser, root: str, folder: Path, *, language: str) -> None:
    """Take every page, at two widths, light and dark."""
    from claims.models import Article, Claim, User

    folder.mkdir(parents=True, exist_ok=True)
    article, claim = Article.objects.order_by("pk")[0], best_claim()
    reviewer = User.objects.filter(role="reviewer").order_by("pk")[0]
    decided = {status: Claim.objects.filter(status=status).first() for status in ("rated", "published", "retracted")}
    pages = {
        "today": "",
        "articles": "articles/",
        "take-in": "articles/new/",
        "article": f"articles/{article.pk}/",
        "claims": "list/",
        "board": "board/",
        "review": f"review/{claim.pk}/",
        "approvals": "approve/",
        **{f"verdict-{status}": f"approve/{each.pk}/" for status, each in decided.items() if each},
        "published": "published/",
        "reply": f"reply/{claim.pk}/",
        "requests": "requests/",
        "notes": "notes/",
        "wishes": "notes/wishes/",
        "feeds": "articles/feeds/",
        "table": "articles/table/",
        "providers": "providers/",
        "mine": "mine/",
        "history": "history/",
        "people": "people/",
        "person": f"people/{reviewer.pk}/",
        "settings": "settings/",
        "work": "work/",
        "machine": "machine/",
        "agreement": "agreement/",
        "tables": "tables/",
    }
    editor = User.objects.get(username="editor")
    for theme in ("light", "dark"):
        for width in (1440, 390):
            with window(browser, root, editor, width=width, height=1000, theme=theme, language=language) as page:
                for name, where in pages.items():
                    page.goto(f"{root}/desk/{where}")
                    page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main())
