"""The checklist in lists: a column of words, and a page that names the problems of what is selected."""

from functools import cached_property

from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from episodes.admin.desk.links import desk_address, desk_of, section_address
from episodes.models import Episode, Status
from episodes.services.checklist import problems, summary

#: What one page names; checking reads every body of an episode.
MOST_CHECKED = 200
#: As many sentences stand in the tooltip of a row.
MOST_TOLD = 6


class Rows:
    """The rows of a list, checked together once somebody asks for one of them."""

    def __init__(self, rows):
        self.keys = {episode_key(row) for row in rows}

    @cached_property
    def problems(self):
        return problems(self.keys)

    def of(self, row):
        """The problems of an episode, or those of a highlight that are its own."""
        found = self.problems.get(episode_key(row), [])
        if isinstance(row, Episode):
            return found
        return [problem for problem in found if problem.highlight_id == row.pk]


def episode_key(row):
    return row.pk if isinstance(row, Episode) else row.episode_id


def place_of(problem):
    """The address where a problem is put right: the section or the clip on the desk, or a field of the episode."""
    if problem.highlight_id:
        return section_address(problem.episode_id, problem.highlight_id)
    if problem.clip_id:
        return f"{desk_of(problem.episode_id)}#clip-{problem.clip_number}"
    if problem.field:
        return f"{reverse('admin:episodes_episode_change', args=[problem.episode_id])}#id_{problem.field}"
    return desk_of(problem.episode_id)


class ShowsProblems:
    """For the admins of episodes and highlights, before all that makes lists."""

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        rows = Rows(changelist.result_list)
        for row in changelist.result_list:
            row.checked_with = rows
        return changelist

    @admin.display(description=_("problems"))
    def problem_words(self, obj):
        found = obj.checked_with.of(obj)
        if not found:
            return None if obj.status in (Status.PUBLISHED, Status.WITHDRAWN) else summary(found)["words"]
        told = [str(problem) for problem in found[:MOST_TOLD]] + ["…"] * (len(found) > MOST_TOLD)
        return format_html(
            '<a class="problems problems-{}" href="{}" title="{}">{}<span class="visually-hidden"> {}</span></a>',
            found[0].level,
            f"{desk_of(obj.pk)}?checklist=1" if isinstance(obj, Episode) else desk_address(obj),
            "\n".join(told),
            summary(found)["words"],
            _("in “%(title)s”") % {"title": obj},
        )

    @admin.action(permissions=["view"], description=_("Check selected"))
    def check_selected(self, request, queryset):
        rows = list(queryset[: MOST_CHECKED + 1])
        if more := len(rows) > MOST_CHECKED:
            rows.pop()
        groups = _groups(rows)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Checklist"),
            "opts": self.opts,
            "groups": groups,
            "summary": summary([problem for group in groups for problem in group["problems"]]),
            "more": more
            and ngettext("Only the first %(most)d is checked.", "Only the first %(most)d are checked.", MOST_CHECKED)
            % {"most": MOST_CHECKED},
        }
        return TemplateResponse(request, "admin/episodes/checklist.html", context)


def _groups(rows):
    """``[{"episode", "words", "problems", "told": [(problem, address)]}]``, in the order of the rows."""
    checked, groups = Rows(rows), {}
    for row in rows:
        episode = row if isinstance(row, Episode) else row.episode
        group = groups.setdefault(episode.pk, {"episode": episode, "problems": []})
        group["problems"] += checked.of(row)
    for group in groups.values():
        group["problems"].sort(key=lambda problem: not problem.blocks)
        group["words"] = summary(group["problems"])["words"]
        group["told"] = [(problem, place_of(problem)) for problem in group["problems"]]
    return list(groups.values())
