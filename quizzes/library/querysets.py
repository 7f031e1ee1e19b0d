"""Finding quizzes."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from quizzes.library.models import Quiz


class QuizQuerySet(models.QuerySet["Quiz"]):
    """Chains on quizzes."""

    def owned_by(self, user: Any) -> "QuizQuerySet":
        """Those this user wrote."""
        return self.filter(owner_id=user.pk)

    def visible_to(self, user: Any) -> "QuizQuerySet":
        """What a list may show this user: the own ones and the public ones."""
        public = Q(visibility="public")
        return self.filter(public | Q(owner_id=user.pk)) if user.pk else self.filter(public)

    def readable_by(self, user: Any) -> "QuizQuerySet":
        """What this user may open by its address: unlisted ones too."""
        shared = Q(visibility__in=["public", "unlisted"])
        return self.filter(shared | Q(owner_id=user.pk)) if user.pk else self.filter(shared)
