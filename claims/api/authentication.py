"""Who is asking: a key in the Authorization header."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import now
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from claims.models.api_key import ApiKey

if TYPE_CHECKING:
    from rest_framework.request import Request

    from claims.models.user import User

TO_THE_MINUTE = timedelta(minutes=1)


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer cd_…`, a key that a person made at the desk."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the key's person, None where no key is given, or refuse."""
        scheme, _space, key = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        found = ApiKey.objects.matching(key.strip()).first()
        if found is None:
            raise AuthenticationFailed("This key is unknown, revoked or expired. Make a new one at the desk.")
        if found.last_used_at is None or now() - found.last_used_at > TO_THE_MINUTE:  # not a write with each request
            ApiKey.objects.filter(pk=found.pk).update(last_used_at=now())
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme in a 401."""
        return "Bearer"
