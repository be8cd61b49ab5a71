"""A reader says that something is wrong, and reads what the newsroom answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from claims.desk.readers import address_of, receive
from claims.desk.throttle import TooMany
from claims.models.current_verdict import CurrentVerdict
from claims.models.publication import PublicationKind
from claims.models.reader_request import LONGEST_WORDS, ReaderRequest

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the form, or put what it says into the editors' queue. No account, no script; what was typed stays."""
    verdict = get_object_or_404(CurrentVerdict.objects.select_related("publication__document"), public_id=public_id)
    context = {
        "id": public_id,
        "claim": ""
        if verdict.status == PublicationKind.REDACTED
        else verdict.publication.document.content["claim"]["text"],
        "most": LONGEST_WORDS,
        "days": settings.READER_CONTACT_KEPT.days,
        "typed": request.POST,
    }
    if request.method != "POST":
        return render(request, "site/request_correction.html", context)
    if request.POST.get("website"):  # a field that people do not see; programs fill everything in
        return redirect("site:verdict", public_id)
    try:
        asked = receive(
            verdict,
            words=request.POST.get("words", ""),
            name=request.POST.get("name", ""),
            email=request.POST.get("email", ""),
            address=address_of(request.META),
        )
    except TooMany as often:
        return render(
            request, "site/request_correction.html", context | {"problem": " ".join(often.messages)}, status=429
        )
    except ValidationError as wrong:
        fields = wrong.message_dict if hasattr(wrong, "error_dict") else {NON_FIELD_ERRORS: wrong.messages}
        problems = {name: " ".join(said) for name, said in fields.items()}
        words = problems.pop(NON_FIELD_ERRORS, "") or _(
            "Something is missing. It is marked below; what you wrote is kept."
        )
        return render(
            request, "site/request_correction.html", context | {"problem": words, "problems": problems}, status=422
        )
    return redirect("site:request", asked.public_id)


@never_cache
@require_safe
def reader_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a reader what they wrote and what was answered; who has the address may read it, nobody else finds it."""
    asked = get_object_or_404(ReaderRequest.objects.select_related("claim", "publication"), public_id=public_id)
    changed = asked.claim.publications.filter(sequence__gt=asked.publication_id).order_by("sequence").first()
    return render(request, "site/request.html", {"asked": asked, "changed": changed, "keep_out": True})
