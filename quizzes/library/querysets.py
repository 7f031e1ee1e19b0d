"""Finding quizzes."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from quizzes.library.question_types.spelling import fold

if TYPE_CHECKING:
    from quizzes.library.models import Quiz

TAG_MARK = "\n"


def folded_tags(tags: list[str]) -> str:
    """The tags as `Quiz.tag_text` keeps them: each between two marks, so a whole tag can be looked for."""
    return TAG_MARK + "".join(f"{fold(tag)}{TAG_MARK}" for tag in tags) if tags else ""


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

    def search(self, text: str) -> "QuizQuerySet":
        """Those whose title, tags or questions hold every word of the text, whatever case and accents."""
        found = self
        for word in fold(text).split()[:10]:
            found = found.filter(search_text__contains=word)
        return found

    def tagged(self, tag: str) -> "QuizQuerySet":
        """Those with this tag, whatever case and accents."""
        return self.filter(tag_text__contains=f"{TAG_MARK}{fold(tag)}{TAG_MARK}")

    def in_language(self, language: str) -> "QuizQuerySet":
        """Those in this language; `pt` finds `pt-br` too."""
        return self.filter(Q(language__iexact=language) | Q(language__istartswith=f"{language}-"))

    def by(self, owner: str, *, asker: Any) -> "QuizQuerySet":
        """Those of one owner: a username, a user's id, or `me` for the asker's own."""
        if owner == "me":
            return self.owned_by(asker)
        named = Q(owner__username__iexact=owner)
        return self.filter(named | Q(owner_id=int(owner)) if owner.isascii() and owner.isdigit() and len(owner) < 12 else named)

    def for_page(self) -> "QuizQuerySet":
        """With the owner and the cover in the same query, and without what only searches read."""
        return self.select_related("owner", "cover").defer("search_text", "tag_text")

    def for_cards(self) -> "QuizQuerySet":
        """What a list shows: owner, cover and `question_count` in the same query."""
        rows: Any = self.model._meta.get_field("questions").related_model
        questions = rows._base_manager.filter(quiz=OuterRef("pk"))
        # A subquery, as a join would group by every column; and counting the pages leaves it out.
        count = Subquery(questions.order_by().values("quiz").annotate(many=Count("pk")).values("many"))
        return self.for_page().annotate(question_count=Coalesce(count, 0))
