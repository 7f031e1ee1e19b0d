"""Pages of the library."""

from django.urls import path

from quizzes.library import views

app_name = "library"
urlpatterns = [
    path("quizzes/", views.quiz_list, name="list"),
    path("quizzes/new/", views.create, name="create"),
    path("quizzes/<uuid:quiz_id>/", views.detail, name="detail"),
    path("quizzes/<uuid:quiz_id>/edit/", views.edit, name="edit"),
    path("quizzes/<uuid:quiz_id>/delete/", views.delete, name="delete"),
    path("quizzes/<uuid:quiz_id>/copy/", views.copy, name="copy"),
]
