"""What people change about themselves: the profile, the picture, what they are told about."""

import contextlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.notifications.services import set_muted
from accounts.users import services as users
from accounts.users.models import User
from lib import uploads
from lib.errors import InvalidFields, NotFound, Problem
from lib.models import StoredFile

AVATAR = "avatar"
AVATAR_KEPT_SECONDS = 24 * 3600  # a list of thirty people is no thirty questions at each page


@transaction.atomic
def update_profile(*, user: User, changes: Mapping[str, Any]) -> User:
    """Change what is named in `changes`, all of it or nothing. `avatar` is the id of an own upload, or None. InvalidFields."""
    row = users.update_profile(user=user, changes={name: value for name, value in changes.items() if name in users.PROFILE})
    if "muted" in changes:
        set_muted(user=row, muted=changes["muted"])
    if "avatar" in changes:
        _set_avatar(row, _own_picture(row, changes["avatar"]))
    return row


def use_picture(*, user: User, upload: Any) -> None:
    """Store a picture and show it as this person's. What lib.uploads raises about files."""
    picture = uploads.store(owner=user, use=AVATAR, upload=upload)
    with transaction.atomic():
        _set_avatar(_locked(user), picture)


@transaction.atomic
def remove_picture(*, user: User) -> None:
    """Initials again."""
    _set_avatar(_locked(user), None)


def may_see(viewer: Any, file: StoredFile) -> bool:
    """Faces of children: whoever is signed in, and nobody by a link that was passed on."""
    return bool(viewer.is_authenticated)


def _locked(user: User) -> User:
    row: User = User.objects.select_for_update().get(pk=user.pk)
    return row


def _own_picture(user: User, file_id: Any) -> StoredFile | None:
    if file_id is None:
        return None
    found = StoredFile.objects.filter(pk=file_id, owner=user, use=AVATAR).first()
    if found is None:
        raise InvalidFields([Problem("does_not_exist", _("There is no such picture of yours. Send it first."), "avatar")])
    return found


def _set_avatar(row: User, picture: StoredFile | None) -> None:
    """The picture before goes at once: nobody wants an old face to be found."""
    before = row.avatar_id
    row.avatar = picture
    row.save(update_fields=["avatar"])
    if before is not None and before != row.avatar_id:
        with contextlib.suppress(NotFound, uploads.FileInUse):
            uploads.delete_own(owner=row, file_id=before)
