"""What django-allauth asks the site it is built into."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from podsite.sign_in import secrets
from podsite.sign_in.origins import client_address

#: Who has signed in sees it.
UNSAID = {"account/messages/logged_in.txt"}


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request):
        return client_address(request) or "unknown"

    def is_safe_url(self, url):
        """Only this very site: other hosts that it answers under are other places."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def add_message(self, request, level, message_template=None, *args, **options):
        if message_template not in UNSAID:
            super().add_message(request, level, message_template, *args, **options)


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self):
        return urlsplit(settings.SITE_URL).hostname

    def get_totp_label(self, user):
        """As apps list it: the site, and who one is there."""
        return f"{self.get_totp_issuer()}:{user.get_username()}"

    def generate_authenticator_name(self, user, type):
        return gettext("Passkey %(number)d") % {
            "number": Authenticator.objects.filter(user=user, type=type).count() + 1
        }

    def build_totp_svg(self, url):
        """Nothing within a page: the picture has an address, since our policy takes no pictures by ``data:``."""
        return ""

    def picture_of(self, user, secret):
        """An SVG document that an app photographs to learn ``secret``."""
        return super().build_totp_svg(self.build_totp_url(user, secret))

    def encrypt(self, text):
        return secrets.seal(text)

    def decrypt(self, encrypted_text):
        return secrets.open_sealed(encrypted_text)
