"""Addresses are nouns. One that was published keeps working."""

urlpatterns = []
