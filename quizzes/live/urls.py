"""Pages of live games."""

from django.urls import path

from quizzes.live import results_views, views

app_name = "live"
urlpatterns = [
    path("play/", views.join, name="join"),
    path("play/<str:pin>/", views.play, name="play"),
    path("quizzes/<uuid:quiz_id>/host/", views.host_settings, name="host-settings"),
    path("games/<uuid:game_id>/host/", views.host, name="host"),
    path("games/", results_views.games, name="games"),
    path("games/<uuid:game_id>/results/", results_views.results, name="results"),
    path("games/<uuid:game_id>/results.csv", results_views.results_csv, name="results-csv"),
    path("games/<uuid:game_id>/players/<str:uid>/", results_views.player_results, name="player-results"),
]
