"""django-allauth's pages for second factors, as pages of the admin."""

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache

#: Where the pages stand.
PREFIX = "admin/second-factor/"
#: Pages of whoever is signed in: ``(route, view, name)``; the names are allauth's.
OWN = [
    ("", "mfa.base.views.index", "mfa_index"),
    ("password/", "account.views.reauthenticate", "account_reauthenticate"),
    ("code/", "mfa.base.views.reauthenticate", "mfa_reauthenticate"),
    ("app/", "mfa.totp.views.activate_totp", "mfa_activate_totp"),
    ("app/remove/", "mfa.totp.views.deactivate_totp", "mfa_deactivate_totp"),
    ("recovery-codes/", "mfa.recovery_codes.views.view_recovery_codes", "mfa_view_recovery_codes"),
    ("recovery-codes/new/", "mfa.recovery_codes.views.generate_recovery_codes", "mfa_generate_recovery_codes"),
    ("recovery-codes/file/", "mfa.recovery_codes.views.download_recovery_codes", "mfa_download_recovery_codes"),
    ("passkeys/", "mfa.base.views.index", "mfa_list_webauthn"),
    ("passkeys/add/", "mfa.webauthn.views.add_webauthn", "mfa_add_webauthn"),
    ("passkeys/use/", "mfa.webauthn.views.reauthenticate_webauthn", "mfa_reauthenticate_webauthn"),
    ("passkeys/<int:pk>/", "mfa.webauthn.views.edit_webauthn", "mfa_edit_webauthn"),
    ("passkeys/<int:pk>/remove/", "mfa.webauthn.views.remove_webauthn", "mfa_remove_webauthn"),
]
#: Pages on the way in.
ENTRANCE = [
    ("check/", "mfa.base.views.authenticate", "mfa_authenticate"),
    ("passkey/", "mfa.webauthn.views.login_webauthn", "mfa_login_webauthn"),
]


def in_admin(name):
    """A view of allauth by name, imported when it is first asked for: what it takes is large, and seldom wanted."""

    def shown(request, **arguments):
        response = import_string(f"allauth.{name}")(request, **arguments)
        if getattr(response, "context_data", None) is not None and not response.is_rendered:
            shared = {**admin.site.each_context(request), "is_required": settings.REQUIRE_SECOND_FACTOR}
            response.context_data = {**shared, **response.context_data}
        return response

    return shown


def picture(request):
    """The key that the page to set up an app has just shown, to be photographed; in no cache, and nobody else's."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY

    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    return HttpResponse(get_adapter().picture_of(request.user, secret), content_type="image/svg+xml")


def urls():
    """The patterns. Those of the signed-in check that they are staff, and the token against forged requests."""
    own = [path(f"{PREFIX}{route}", admin.site.admin_view(in_admin(view)), name=name) for route, view, name in OWN]
    own.append(path(f"{PREFIX}app/key.svg", admin.site.admin_view(picture), name="second_factor_picture"))
    return own + [path(f"{PREFIX}{route}", never_cache(in_admin(view)), name=name) for route, view, name in ENTRANCE]
