"""What the packages for signing in keep is their own: nobody edits keys and counts by hand."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin

admin.site.unregister([EmailAddress, Authenticator])
