"""Accounts and groups, whose forms and lists bear what those of content bear.

Managers keep the members of the three groups; everything else about accounts is left to superusers.
"""

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.forms import CheckboxSelectMultiple
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import RefusesNonsense, name_parts
from episodes.admin.conflicts import NeverOverwrites
from episodes.admin.conflicts.holding import hold_rows
from episodes.admin.keys import is_key
from episodes.services.roles import MANAGERS, ROLES

admin.site.unregister([User, Group])

#: What a manager's form never asks for; a form that brings one of these was not filled in here.
OF_SUPERUSERS = ("is_superuser", "is_staff", "user_permissions")


def members():
    """The accounts that managers keep: members of the three groups, and of nothing that may do more."""
    groups = User.groups.through.objects.filter(user=OuterRef("pk"))
    own = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(groups.filter(group__name__in=ROLES)),
        ~Exists(groups.exclude(group__name__in=ROLES)),
        ~Exists(own),
        is_superuser=False,
    )


class MemberForm(UserChangeForm):
    """A member's account. ``manager`` is who fills it in, and who can't lock out the own account by accident."""

    manager = None

    def clean_is_active(self):
        is_active = self.cleaned_data["is_active"]
        if self.instance == self.manager and not is_active:
            raise ValidationError(_("You can't deactivate your own account."))
        return is_active

    def clean_groups(self):
        groups = self.cleaned_data["groups"]
        was_manager = self.instance.groups.filter(name=MANAGERS).exists()
        if self.instance == self.manager and was_manager and MANAGERS not in {group.name for group in groups}:
            raise ValidationError(_("You can't take your own account out of the managers."))
        return groups


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [(role, role) for role in ROLES]

    def queryset(self, request, queryset):
        return queryset.filter(groups__name=self.value()) if self.value() in ROLES else queryset


class AccountAdmin(NeverOverwrites, RefusesNonsense):
    """Boxes to tick: the names of Django's two boxes side by side don't reach a screen reader."""

    filter_horizontal = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return name_parts(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **{**kwargs, "widget": CheckboxSelectMultiple})


@admin.register(User)
class UserAdmin(AccountAdmin, DjangoUserAdmin):
    """Django's own for superusers. Who else may change accounts sees those of ``members``, and gives them a role."""

    member_fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Personal info"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Role"), {"fields": ["is_active", "groups"]}),
    ]
    member_add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "password1", "password2", "groups"]}),
        (_("Personal info"), {"fields": ["first_name", "last_name", "email"]}),
    ]
    member_list_display = ["username", "email", "first_name", "last_name", "is_active"]
    member_list_filter = ["is_active", RoleFilter]
    # What happens by itself is no change of somebody else's.
    readonly_fields = ["last_login"]

    def get_queryset(self, request):
        return super().get_queryset(request) if request.user.is_superuser else members()

    def get_list_display(self, request):
        return super().get_list_display(request) if request.user.is_superuser else self.member_list_display

    def get_list_filter(self, request):
        return super().get_list_filter(request) if request.user.is_superuser else self.member_list_filter

    def get_fieldsets(self, request, obj=None):
        if request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return self.member_fieldsets if obj else self.member_add_fieldsets

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and _is_kept(request.user, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _is_kept(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        """What somebody has written and heard keeps its name: an account is deactivated, and not deleted."""
        return request.user.is_superuser and super().has_delete_permission(request, obj)

    def get_form(self, request, obj=None, **kwargs):
        if request.user.is_superuser:
            return super().get_form(request, obj, **kwargs)
        form = super().get_form(request, obj, **{**kwargs, "form": MemberForm if obj else UserCreationForm})
        form.manager = request.user
        return form

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and not request.user.is_superuser:
            field.queryset = Group.objects.filter(name__in=ROLES).order_by("pk")
            field.required = True
            field.help_text = _("Contributors write drafts, editors publish, managers keep tags, people and the site.")
            field.error_messages["required"] = _("Choose a role; who is to have none is deactivated.")
        return field

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        forged = [name for name in OF_SUPERUSERS if name in request.POST]
        if forged and not request.user.is_superuser:
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if not request.user.is_superuser:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def user_change_password(self, request, id, form_url=""):
        """The own password is changed by who knows it; managers could lock themselves out here."""
        if not request.user.is_superuser and id == str(request.user.pk):
            messages.info(request, _("Your own password is changed here."))
            return redirect("admin:password_change")
        with transaction.atomic():
            if request.method == "POST" and is_key(id):
                hold_rows(User, [int(id)])
            return super().user_change_password(request, id, form_url)


def _is_kept(user, obj):
    return user.is_superuser or obj is None or members().filter(pk=obj.pk).exists()


@admin.register(Group)
class GroupAdmin(AccountAdmin, DjangoGroupAdmin):
    """What a group may do is for superusers to say, whatever else somebody was given."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_add_permission = has_change_permission = has_delete_permission = has_module_permission = has_view_permission
