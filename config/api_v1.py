"""Contents page of the REST API, version 1."""

from django.urls import include, path

urlpatterns = [path("", include("quizzes.live.api_urls"))]
