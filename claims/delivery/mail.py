"""Handing one letter to the newsroom's mail server."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from claims.delivery.outcomes import NotTaken, Refused, Unsure


def send(*, to: str, title: str, words: str, name: str) -> None:
    """Hand a letter over; `name` makes its Message-ID, the same however often it is tried.

    Raises NotTaken, Refused, Unsure.
    """
    server = EmailBackend(timeout=settings.EMAIL_TIMEOUT)
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    letter = EmailMessage(title, words, to=[to], headers={"Message-ID": f"<{name}@{host}>"}, connection=server)
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as problem:
        raise NotTaken(f"The mail server cannot be reached: {type(problem).__name__}.") from problem
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as problem:
        code, said = next(iter(problem.recipients.values()))
        raise sorted_out(code, said) from problem
    except smtplib.SMTPResponseException as problem:
        raise sorted_out(problem.smtp_code, problem.smtp_error) from problem
    except (OSError, smtplib.SMTPException) as problem:
        raise Unsure(f"The connection broke: {type(problem).__name__}.") from problem
    finally:
        server.close()


def sorted_out(code: int, said: bytes | str) -> Exception:
    """Return what an SMTP answer means: 4xx asks to come back, 5xx refuses for good (RFC 5321, 4.2.1)."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    told = f"The mail server answered {code}: {words[:200]}"
    return NotTaken(told) if 400 <= code < 500 else Refused(told)
