"""``remove_second_factor NAME``: for whoever has lost the device and the recovery codes."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Takes the second factor off an account: its app, its passkeys and its recovery codes."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        removed, _each = Authenticator.objects.filter(user=user).delete()
        if not removed:
            raise CommandError(f"The account “{username}” has no second factor.")
        self.stdout.write(f"“{username}” now signs in with the password alone.")
