"""REST addresses of one's own data."""

from django.urls import path

from accounts.profile.api import MeView
from accounts.profile.data_api import DataExportsView, ErasureView

urlpatterns = [
    path("auth/me/", MeView.as_view(), name="auth-me"),
    path("auth/data-exports/", DataExportsView.as_view(), name="auth-data-exports"),
    path("auth/erasure/", ErasureView.as_view(), name="auth-erasure"),
]
