"""How quizzes and kinds of questions are drawn and named on pages."""

import uuid
from datetime import datetime, timedelta

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lib import uploads
from lib.models import StoredFile
from quizzes.library.question_types.kinds import Kind

register = template.Library()

DRAWINGS = 8
PENCILS = 5
KIND_NAMES = {
    Kind.SINGLE: _("One answer"),
    Kind.MULTIPLE: _("Several answers"),
    Kind.TRUE_FALSE: _("True or false"),
    Kind.NUMERIC: _("Number"),
    Kind.TEXT: _("Short text"),
    Kind.ORDER: _("Put in order"),
    Kind.MATCH: _("Match pairs"),
    Kind.HOTSPOT: _("Point at it"),
    Kind.CLOZE: _("Fill the gaps"),
    Kind.POLL: _("Poll"),
    Kind.WORD_CLOUD: _("Word cloud"),
    Kind.SLIDE: _("Slide"),
}


@register.inclusion_tag("quizzes/library/_cover.html")
def drawn_cover(quiz_id: uuid.UUID) -> dict[str, int]:
    """A drawing on squared paper for a quiz without a picture: always the same one for the same quiz."""
    return {"drawing": quiz_id.int % DRAWINGS, "pencil": quiz_id.int // DRAWINGS % PENCILS + 1}


@register.filter
def kind_name(kind: str) -> str:
    """What people call this kind."""
    return str(KIND_NAMES[Kind(kind)])


@register.filter
def kind_icon(kind: str) -> str:
    """The kind's picture in the sprite."""
    return f"k-{kind.replace('_', '')}"


@register.filter
def file_url(stored: StoredFile) -> str:
    """Where a stored file is read."""
    return uploads.url_of(stored)


@register.filter
def since(instant: datetime) -> str:
    """How long ago, as one reads it in a list: "just now", "3 hours ago", then the day."""
    if timezone.now() - instant < timedelta(days=1):
        return str(naturaltime(instant))
    return date_format(timezone.localtime(instant), "j M Y")
