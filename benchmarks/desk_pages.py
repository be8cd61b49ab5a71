"""The pages of the desk that `benchmarks/desk.py` opens, each with who opens it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

EMPTY = ("editor", "/desk/notes/")
STATIONS = ("spotted", "assigned", "rated")
MAIN_TABLES = ("article", "claim", "assignment", "verdict", "citation", "evidence", "snapshot", "claimmove", "job", "claimant",
    "approval", "publication", "publisheddocument", "currentverdict", "source", "judgement", "comment", "notification",
    "readerrequest", "blindreview", "sourcesearch", "feedentry", "user")  # fmt: skip


def pages() -> dict[str, tuple[str, str]]:
    """Name the pages of the desk, each with who opens it, for the database that the settings name now."""
    from django.urls import reverse

    from claims.admin.counting import MOST_COUNTED
    from claims.admin.pages.publications import A_PAGE
    from claims.models import Claim, Publication, ReaderRequest, User
    from claims.models.rating import Rating

    assert Rating.objects.exists()
    newest = {status: Claim.objects.filter(status=status).order_by("-pk")[:1].get() for status in STATIONS}
    # Of the same kind at every size: a blind review is one more query to tell of.
    old = Claim.objects.filter(status="published", blind_reviews=None).order_by("pk")[10:11].get()
    assigned = newest["assigned"].assignments.current().get()
    holder = assigned.reviewer.username
    day = f"{old.updated_at + timedelta(days=3):%Y-%m-%d}"
    rare, outlet = old.text.split()[3], old.article.outlet
    named = quote(str(old.claimant))
    full = max(1, min(Publication.objects.count(), MOST_COUNTED) // A_PAGE)  # the last with as many rows at every size
    found = {
        "empty": EMPTY,
        "today": ("editor", "/desk/"),
        "today_of_a_reviewer": ("second", "/desk/"),
        "articles": ("editor", "/desk/articles/"),
        "articles_searched": ("editor", f"/desk/articles/?q={quote(outlet)}"),
        "articles_of_a_reviewer": ("reviewer", "/desk/articles/"),
        "take_in": ("editor", "/desk/articles/new/"),
        "bulk_intake": ("editor", "/desk/articles/table/"),
        "feeds": ("editor", "/desk/articles/feeds/"),
        "article": ("editor", f"/desk/articles/{newest['spotted'].article_id}/"),
        "list": ("editor", "/desk/list/"),
        "list_of_a_hundred": ("editor", "/desk/list/?per=100"),
        "list_of_a_reviewer": ("reviewer", "/desk/list/"),
        "list_last_page": ("editor", "/desk/list/?page=9999"),
        "list_open": ("editor", "/desk/list/?status=open&sort=worth"),
        "list_published_quotes": ("editor", "/desk/list/?status=published&kind=quote&sort=moved"),
        "list_merged": ("editor", "/desk/list/?status=merged"),
        "list_of_a_topic": ("editor", "/desk/list/?topic=7&checkable=yes"),
        "list_of_an_outlet": ("editor", f"/desk/list/?outlet={quote(outlet)}"),
        "list_overdue": ("editor", "/desk/list/?due=over"),
        "list_of_one_desk": ("editor", f"/desk/list/?reviewer={assigned.reviewer_id}"),
        "search_claimant": ("editor", f"/desk/list/?q={named}"),
        "search_word": ("editor", f"/desk/list/?q={quote(rare)}"),
        "search_outlet_and_word": ("editor", f"/desk/list/?q={quote(outlet.split()[1])}+{quote(rare)}"),
        "search_nothing": ("editor", "/desk/list/?q=xqxqxq"),
        "search_open": ("editor", f"/desk/list/?status=open&q={quote(rare)}"),
        "board": ("editor", "/desk/board/"),
        "board_mine": (holder, "/desk/board/?who=me"),
        "review": (holder, f"/desk/review/{newest['assigned'].pk}/"),
        "review_published": ("editor", f"/desk/review/{old.pk}/"),
        "approvals": ("editor", "/desk/approve/"),
        "approve": ("editor", f"/desk/approve/{newest['rated'].pk}/"),
        "approve_published": ("editor", f"/desk/approve/{old.pk}/"),
        "published": ("editor", "/desk/published/"),
        "published_last_page": ("editor", f"/desk/published/?page={full}"),
        "corrections": ("editor", "/desk/published/?kind=corrected"),
        "redact": ("chief", f"/desk/redact/{old.pk}/"),
        "notes": ("reviewer", "/desk/notes/"),
        "requests": ("editor", "/desk/requests/"),
        "request": ("editor", f"/desk/requests/{ReaderRequest.objects.open()[:1].get().pk}/"),
        "reply": ("editor", f"/desk/reply/{newest['rated'].pk}/"),
        "providers": ("editor", "/desk/providers/"),
        "agreement": ("editor", "/desk/agreement/"),
        "machine_work": ("editor", "/desk/machine/"),
        "flags": ("editor", "/desk/flags/"),
        "article_facts": ("editor", f"/desk/articles/{newest['spotted'].article_id}/facts/"),
        "list_soonest_due": ("editor", "/desk/list/?sort=due"),
        "work": ("reviewer", "/desk/work/"),
        "work_of": ("editor", f"/desk/work/{User.objects.get(username='reviewer').pk}/"),
        "tables": ("editor", "/desk/tables/"),
        "people": ("editor", "/desk/people/"),
        "person": ("editor", f"/desk/people/{assigned.reviewer_id}/"),
        "settings": ("chief", "/desk/settings/"),
        "mine": ("reviewer", "/desk/mine/"),
        "wishes": ("reviewer", "/desk/notes/wishes/"),
        "history": ("editor", "/desk/history/"),
        "history_of_a_reviewer": ("reviewer", "/desk/history/"),
        "history_by_a_person": ("editor", f"/desk/history/?who={assigned.reviewer_id}"),
        "history_of_claims_by_a_person": ("editor", f"/desk/history/?kind=claim&who={assigned.reviewer_id}"),
        "history_of_a_day": ("editor", f"/desk/history/?since={day}&until={day}"),
        "history_until_a_day": ("editor", f"/desk/history/?until={day}"),
        "claim_in_its_table": ("editor", reverse("admin:claims_claim_change", args=[old.pk])),
        "claim_history": ("editor", reverse("admin:claims_claim_history", args=[old.pk])),
        "article_history": ("editor", reverse("admin:claims_article_history", args=[old.article_id])),
    }
    tables = {f"table_{name}": ("editor", reverse(f"admin:claims_{name}_changelist")) for name in MAIN_TABLES}
    tables["table_claim_by_status"] = ("editor", reverse("admin:claims_claim_changelist") + "?status__exact=published")
    tables["table_claim_last_page"] = ("editor", reverse("admin:claims_claim_changelist") + "?p=50")
    tables["table_claimmove_by_person"] = ("editor", reverse("admin:claims_claimmove_changelist") + "?by__id__exact=2")
    return found | tables
