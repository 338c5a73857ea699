"""Django's own accounts and groups, whose forms and lists bear what those of content bear."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.forms import CheckboxSelectMultiple

from episodes.admin.base import RefusesNonsense, name_parts

admin.site.unregister([User, Group])


class AccountAdmin(RefusesNonsense):
    """Boxes to tick: the names of Django's two boxes side by side don't reach a screen reader."""

    filter_horizontal = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return name_parts(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **{**kwargs, "widget": CheckboxSelectMultiple})


@admin.register(User)
class UserAdmin(AccountAdmin, DjangoUserAdmin):
    pass


@admin.register(Group)
class GroupAdmin(AccountAdmin, DjangoGroupAdmin):
    pass
