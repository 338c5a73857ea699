"""The page to sign in, and the page that says how long to wait."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from podsite.sign_in.attempts import minutes


class SignInView(LoginView):
    """The admin's own page. Whoever has a second factor is asked for it before anything is theirs."""

    template_name = "admin/login.html"
    authentication_form = AdminAuthenticationForm

    def get(self, request, *args, **options):
        if admin.site.has_permission(request):
            return redirect("admin:index")
        return super().get(request, *args, **options)

    def get_context_data(self, **more):
        site = admin.site.each_context(self.request)
        page = {"title": _("Log in"), "subtitle": None, "app_path": self.request.get_full_path()}
        return super().get_context_data(**site, **page, username=self.request.user.get_username(), **more)

    def form_valid(self, form):
        user = form.get_user()
        # The password was typed just now: it need not be typed again to add a second factor.
        record_authentication(self.request, user, method="password", reauthenticated=True)
        return perform_login(self.request, Login(user=user, redirect_url=self.get_success_url()))


def locked(request, response=None, credentials=None):
    """In place of the answer to a wrong password, or to one that is not looked at."""
    wait = AxesProxyHandler.get_implementation().wait(request, credentials)
    context = {**admin.site.each_context(request), "title": _("Too many wrong passwords"), "minutes": minutes(wait)}
    answer = render(request, "admin/locked.html", context, status=429)
    answer["Retry-After"] = str(max(1, int(wait.total_seconds())))
    answer["Cache-Control"] = "no-store"
    return answer
