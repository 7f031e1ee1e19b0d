"""REST addresses of uploads."""

from django.urls import path

from lib.api import UploadView

urlpatterns = [path("uploads/", UploadView.as_view(), name="uploads")]
