"""Addresses: the admin, uploaded files, and everything else from the app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("episodes.urls")),
]

handler404 = "episodes.views.not_found"
