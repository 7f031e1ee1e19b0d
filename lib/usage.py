"""What names stored files: every foreign key and many-to-many table of every app counts, so an app has nothing to register."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from lib.models import StoredFile


def unused(files: "QuerySet[StoredFile]") -> "QuerySet[StoredFile]":
    """Those of these files that nothing names."""
    for model, field in _namers():
        files = files.exclude(Exists(model._base_manager.filter(**{field: OuterRef("pk")})))
    return files


def names_of(files: Iterable[StoredFile]) -> dict[uuid.UUID, list[str]]:
    """For each file the models whose rows name it, such as `quizzes.quiz`: one query for each place that may."""
    keys = [file.pk for file in files]
    found: dict[uuid.UUID, set[str]] = {key: set() for key in keys}
    for model, field in _namers():
        owner = model._meta.auto_created or model
        for key in model._base_manager.filter(**{f"{field}__in": keys}).values_list(field, flat=True).distinct():
            found[key].add(owner._meta.label_lower)
    return {key: sorted(names) for key, names in found.items()}


def used_space(owner: Any) -> int:
    """How many bytes this user's files take."""
    return taken_by(owner)[0]


def taken_by(owner: Any) -> tuple[int, int]:
    """How many bytes this user's files take, and how many there are."""
    row = StoredFile.objects.filter(owner=owner).aggregate(bytes=Sum("size"), files=Count("pk"))
    return row["bytes"] or 0, row["files"]


def largest_owners(most: int) -> list[Any]:
    """Who takes the most space: `owner`, `owner__username`, `files`, `bytes`."""
    rows = StoredFile.objects.order_by().values("owner", "owner__username").annotate(files=Count("pk"), bytes=Sum("size"))
    return list(rows.order_by("-bytes")[:most])


def _namers() -> Iterator[tuple[Any, str]]:
    """Models and the field by which each points at files; for a many-to-many field that is its table."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
            yield relation.related_model, relation.field.name
