"""Addresses: the admin, uploaded files, and everything else from the app."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from podsite import media
from podsite.sign_in import second_factor
from podsite.sign_in.views import SignInView

urlpatterns = [
    path("admin/login/", SignInView.as_view(), name="account_login"),
    *second_factor.urls(),
    path("admin/", admin.site.urls),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:name>", media.serve, name="media"),
    path("", include("episodes.urls")),
]

handler400 = "episodes.views.bad_request"
handler404 = "episodes.views.not_found"
handler500 = "podsite.outage.failing"
