"""REST addresses of uploads."""

from django.urls import path

from lib.api import UploadsView, UploadView

urlpatterns = [
    path("uploads/", UploadsView.as_view(), name="uploads"),
    path("uploads/<uuid:file_id>/", UploadView.as_view(), name="upload"),
]
