import io

import pytest
from django.core.management import call_command

from episodes.models import Show


@pytest.mark.django_db
def test_prints_a_row_for_each_step_and_leaves_nothing():
    out = io.StringIO()
    call_command("bench_transcripts", lines=30, stdout=out)
    assert [line.rsplit(None, 1)[0] for line in out.getvalue().splitlines()[1:]] == [
        *(f"{act} {name}" for name in ("vtt", "srt", "json", "text") for act in ("write", "read")),
        "store",
        "store in its place",
        "export",
    ]
    assert not Show.objects.exists()
