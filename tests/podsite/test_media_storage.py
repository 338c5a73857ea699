"""A folder of uploads that is gone is told of, and nothing is put in its place."""

import pytest
from django.core.files.base import ContentFile

from podsite import health
from podsite.media_storage import MediaGone, MediaStorage


@pytest.fixture
def storage(tmp_path):
    return MediaStorage(location=tmp_path / "media")


def test_it_is_made_once_and_not_again(storage, tmp_path):
    assert not storage.is_gone(), "of a new site it is not there yet"
    storage.save("one.txt", ContentFile(b"one"))
    (tmp_path / "media").rename(tmp_path / "away")
    with pytest.raises(MediaGone):
        storage.save("two.txt", ContentFile(b"two"))
    assert not (tmp_path / "media").exists()
    (tmp_path / "away").rename(tmp_path / "media")
    assert storage.save("two.txt", ContentFile(b"two")) == "two.txt"
    assert storage.exists("one.txt")


def test_that_it_is_gone_makes_the_site_not_ready(storage, tmp_path, monkeypatch):
    monkeypatch.setattr(health, "default_storage", storage)
    assert not health.check_storage()
    (tmp_path / "media" / "health").rmdir()
    (tmp_path / "media").rmdir()
    assert health.check_storage() == "the folder of uploads is gone"
    assert not (tmp_path / "media").exists()
