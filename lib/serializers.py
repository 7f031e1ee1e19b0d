"""Shapes of the uploads API."""

from typing import Any

from rest_framework import serializers

from lib import uploads
from lib.models import StoredFile


class UploadSerializer(serializers.Serializer[Any]):
    """What is sent."""

    file = serializers.FileField(allow_empty_file=True)
    use = serializers.CharField(max_length=40)


class StoredFileSerializer(serializers.ModelSerializer[StoredFile]):
    """A stored file, for the one who sent it."""

    url = serializers.SerializerMethodField(help_text="A path; the file is read there.")

    class Meta:
        model = StoredFile
        fields: tuple[str, ...] = ("id", "url", "name", "size", "content_type", "width", "height")
        read_only_fields = fields

    def get_url(self, stored: StoredFile) -> str:
        return uploads.url_of(stored)


class OwnFileSerializer(StoredFileSerializer):
    """A row of the list of one's own files. `context["names"]` says what names each."""

    used_in = serializers.SerializerMethodField(help_text="What shows it, such as quizzes.quiz; empty: it may be deleted.")

    class Meta(StoredFileSerializer.Meta):
        fields = (*StoredFileSerializer.Meta.fields, "use", "created_at", "used_in")
        read_only_fields = fields

    def get_used_in(self, stored: StoredFile) -> list[str]:
        names: list[str] = self.context.get("names", {}).get(stored.pk, [])
        return names
