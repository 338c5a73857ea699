"""Works to cite."""

from datetime import date

from episodes.text.citing import Work


def make_work(**values):
    return Work(
        **{
            "kind": "clip",
            "identifier": "clip-12",
            "title": "Why the weights were opened",
            "episode": "How Models Are Trained",
            "show": "Held Out",
            "url": "https://pods.example/clips/12/",
            "publisher": "Podsite",
            "accessed": date(2026, 11, 25),
            "published": date(2026, 3, 12),
            "hosts": ("Jane Doe",),
            "number": 12,
            "season": 2,
            "start_ms": 3_723_000,
            "end_ms": 3_790_000,
            "language": "en",
            **values,
        }
    )
