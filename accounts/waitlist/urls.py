"""Pages of the waiting list, below /accounts/waitlist/."""

from django.urls import path

from accounts.waitlist import views

urlpatterns = [
    path("", views.WaitlistView.as_view(), name="waitlist"),
    path("mail/", views.WaitlistMailView.as_view(), name="waitlist-mail"),
    path("joined/", views.WaitlistJoinedView.as_view(), name="waitlist-joined"),
    path("link/<str:token>/", views.OpenWaitlistLinkView.as_view(), name="waitlist-confirm-open"),
    path("link/", views.WaitlistConfirmView.as_view(), name="waitlist-confirm"),
    path("place/", views.WaitlistPlaceView.as_view(), name="waitlist-place"),
]
