"""Computes the related episodes of the whole site anew: after bulk changes in the database."""

from django.core.management.base import BaseCommand

from episodes.models import SimilarEpisode
from episodes.services.related import refresh_all


class Command(BaseCommand):
    help = "Computes which episodes are related, for the whole site."

    def handle(self, **options):
        refresh_all()
        self.stdout.write(f"{SimilarEpisode.objects.count()} related episodes are kept.")
