"""What is put into HTML is escaped as Django escapes it, whatever it is."""

from django.utils import html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.html import format_html, format_html_join

VALUES = st.one_of(
    st.text(), st.text().map(mark_safe), st.integers(), st.none(), st.sampled_from([gettext_lazy("Tags & people")])
)


@given(st.lists(VALUES, max_size=5))
def test_a_shape_is_what_django_makes_of_it(values):
    shape = f"<b>{'{}' * len(values)}</b>"
    made = format_html(shape, *values)
    assert made == html.format_html(shape, *values, "not used")
    assert made.__html__() == made


@given(st.lists(st.tuples(VALUES, VALUES), max_size=5))
def test_rows_are_joined_as_django_joins_them(rows):
    shape = '<a href="{}">{}</a>'
    made = format_html_join(" &amp; ", shape, rows)
    assert made == html.format_html_join(mark_safe(" &amp; "), shape, rows)
    assert made.__html__() == made
