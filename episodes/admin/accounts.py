"""Django's own accounts and groups, whose lists bear what the lists of content bear."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User

from episodes.admin.base import RefusesNonsense

admin.site.unregister([User, Group])


@admin.register(User)
class UserAdmin(RefusesNonsense, DjangoUserAdmin):
    pass


@admin.register(Group)
class GroupAdmin(RefusesNonsense, DjangoGroupAdmin):
    pass
