from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignInConfig(AppConfig):
    name = "podsite.sign_in"
    label = "sign_in"
    verbose_name = _("Sign in")
