"""The player in the browser: two episodes of the sample with their real audio, and what the page's audio does."""

import re
import shutil

from episodes.models import Clip, Episode
from episodes.services.sample import FOLDER, load_sample

ROOM, WEIGHTS = "what-a-room-says", "giving-the-weights-away"
#: What names other episodes, which are not there.
OTHERS = re.compile(r"\[\[(?:related|highlights\.links)\]\][^\[]*", re.DOTALL)
#: A moment ends by the clock of the audio; nobody hears a third of a second.
CLOSE = 0.3


def load_two_episodes(folder):
    """One episode of each show, in a third of the time that all take."""
    for name in ("site.toml", "people.toml", "tags.toml"):
        shutil.copy(FOLDER / name, folder)
    for name in ("audio", "logos", "transcripts"):
        (folder / name).symlink_to(FOLDER / name)
    (folder / "episodes").mkdir()
    for slug in (ROOM, WEIGHTS):
        words = (FOLDER / "episodes" / f"{slug}.toml").read_text(encoding="utf-8")
        (folder / "episodes" / f"{slug}.toml").write_text(OTHERS.sub("", words), encoding="utf-8")
    load_sample(folder=folder)


def episode(slug=ROOM):
    return Episode.objects.select_related("show").get(slug=slug)


def address(slug=ROOM):
    return episode(slug).get_absolute_url()


def clip(number, slug=ROOM):
    return Clip.objects.get(episode__slug=slug, number=number)


def state(page):
    """``{at, paused, rate, volume, muted}`` of the one audio element, or None; ``at`` is in seconds."""
    return page.evaluate(
        """() => {
            const [audio, other] = document.querySelectorAll("audio");
            if (other) throw new Error("two audio elements");
            return audio && {at: audio.currentTime, paused: audio.paused, rate: audio.playbackRate,
                             volume: audio.volume, muted: audio.muted};
        }"""
    )


def until(page, condition, *, within=10_000):
    """Waits until ``condition(state)`` holds, and returns that state."""
    for _ in range(within // 50):
        now = state(page)
        if now and condition(now):
            return now
        page.wait_for_timeout(50)
    raise AssertionError(f"not within {within} ms: {now}")


def whole(page):
    """Waits until all that belongs to the bar is there: before, a link loads a page and a key is nobody's."""
    page.locator("podcast-player[data-whole]").wait_for(state="attached")


def playing(page):
    whole(page)
    return until(page, lambda now: not now["paused"] and now["at"] > 0)


def paused(page):
    return until(page, lambda now: now["paused"])


def jump(page, seconds):
    """Moves the audio itself, as waiting would."""
    page.evaluate("at => { document.querySelector('audio').currentTime = at }", seconds)
