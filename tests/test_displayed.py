"""The labels of choices are Django's own, in each reader's language, and cost one lookup."""

from __future__ import annotations

import pytest
from django.db.models import Model
from django.utils.translation import override

from claims.models import Claim, ClaimMove, Job, Verdict

CHOICES = [
    (model, field, value)
    for model in (Claim, ClaimMove, Job, Verdict)
    for field in model._meta.fields
    for value, _label in field.flatchoices
]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_label_reads_as_django_would_write_it(language: str) -> None:
    assert CHOICES
    with override(language):
        for model, field, value in CHOICES:
            row = model(**{field.attname: value})
            assert getattr(row, f"get_{field.name}_display")() == Model._get_FIELD_display(row, field), field
        assert Claim(status="spotted").get_status_display() == {"en": "spotted", "de": "gefunden"}[language]


def test_a_value_without_a_label_reads_as_itself() -> None:
    assert Claim(status="elsewhere").get_status_display() == "elsewhere"
