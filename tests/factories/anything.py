"""A row of any model, with the fewest fields it can do with: for tests that walk through all models."""

import itertools
import uuid
from typing import Any

from django.db import models
from django.utils import timezone

_numbers = itertools.count(1)
SIMPLE: list[tuple[type[models.Field[Any, Any]], Any]] = [
    (models.UUIDField, lambda n: uuid.uuid4()),
    (models.BooleanField, lambda n: False),
    (models.DateTimeField, lambda n: timezone.now()),
    (models.DateField, lambda n: timezone.now().date()),
    (models.DurationField, lambda n: timezone.timedelta(0)),
    (models.IntegerField, lambda n: n),
    (models.FloatField, lambda n: float(n)),
    (models.JSONField, lambda n: []),
    (models.EmailField, lambda n: f"person{n}@school.example"),
]


def make_row(model: type[models.Model], **fields: Any) -> models.Model:
    """A stored row; what must be unique is, and rows that it must point at are made too."""
    number = next(_numbers)
    for field in model._meta.concrete_fields:
        if field.name in fields or field.has_default() or field.null or isinstance(field, models.AutoField):
            continue
        if field.remote_field is not None:
            fields[field.name] = make_row(field.remote_field.model)
        elif not (field.blank and not field.unique):
            fields[field.name] = _value(field, number)
    return model._default_manager.create(**fields)


def _value(field: Any, number: int) -> Any:
    if field.choices:
        return field.flatchoices[0][0]
    for kind, make in SIMPLE:
        if isinstance(field, kind):
            return make(number)
    return f"{field.name}-{number}"[: field.max_length]
