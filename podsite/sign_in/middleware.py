"""Where the site asks for second factors: who has none sets one up before anything in the admin answers."""

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.shortcuts import redirect
from django.urls import reverse

from podsite.sign_in.second_factor import PREFIX


class SecondFactorMiddleware:
    def __init__(self, get_response):
        if not settings.REQUIRE_SECOND_FACTOR:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        if self._must_set_one_up(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_set_one_up(self, request):
        path = request.path_info
        if not path.startswith(reverse("admin:index")) or path.startswith(self._open()):
            return False
        return request.user.is_staff and not has_second_factor(request.user)

    @staticmethod
    def _open():
        return (f"/{PREFIX}", reverse("admin:login"), reverse("admin:logout"), reverse("admin:jsi18n"))


def has_second_factor(user) -> bool:
    """Whether there is more than a password; recovery codes alone are none."""
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
