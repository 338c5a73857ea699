"""A Redis that is gone costs speed and nothing else."""

import time

import pytest
from django.core.cache.backends.redis import RedisCache

from podsite import cache as module
from podsite.cache import FailSoftRedisCache, options
from podsite.version import Version
from tests.podsite import servers

pytest.importorskip("redis")


@pytest.fixture
def redis(tmp_path):
    redis = servers.redis(tmp_path)
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
def cache(redis):
    return FailSoftRedisCache(redis.url, {"OPTIONS": options()})


def test_it_is_a_cache(cache):
    cache.set("tide", [1, 2])
    assert cache.get("tide") == [1, 2]
    assert cache.add("tide", 3) is False
    cache.set("count", 1)
    assert cache.incr("count") == 2
    assert cache.get_many(["tide", "count"]) == {"tide": [1, 2], "count": 2}
    cache.set_many({"ebb": 1})
    assert cache.touch("ebb", 10)
    assert cache.has_key("ebb")
    assert cache.delete("ebb")
    cache.delete_many(["count"])
    assert cache.clear()
    assert cache.get("tide", "none") == "none"


@pytest.mark.parametrize("way", ["stopped", "frozen"])
def test_one_that_is_gone_is_as_an_empty_one_and_nobody_waits_for_it(redis, cache, caplog, monkeypatch, way):
    cache.set("tide", 1)
    redis.freeze() if way == "frozen" else redis.stop()
    begun = time.monotonic()
    assert cache.get("tide", "none") == "none"
    assert cache.get_or_set("tide", lambda: 5) == 5
    cache.set("tide", 1)
    assert cache.add("tide", 1) is False
    assert cache.get_many(["tide"]) == {}
    assert cache.delete("tide") is False
    with pytest.raises(ValueError, match="not found"):
        cache.incr("tide")
    assert time.monotonic() - begun < 1
    assert caplog.text.count("The cache can't be asked") == 1
    redis.thaw() if way == "frozen" else redis.start()
    monkeypatch.setattr(module.time, "monotonic", lambda real=module.time.monotonic: real() + module.LEFT_ALONE)
    cache.set("tide", 2)
    assert cache.get("tide") == 2


def test_a_change_that_other_machines_could_not_be_told_is_told_later(redis, tmp_path, monkeypatch):
    caches = [RedisCache(redis.url, {"OPTIONS": options()}) for _machine in range(2)]
    here, there = [Version(tmp_path / str(number), cache) for number, cache in enumerate(caches)]
    here.touch()
    monkeypatch.setattr("podsite.version.BELIEVED", 0)
    before = here.current(), there.current()
    redis.stop()
    assert (here.current(), there.current()) == before, "kept pages stay what they are"
    here.touch()
    assert there.current() == before[1]
    redis.start()
    for version in (here, there):
        monkeypatch.setattr(version, "_gone_until", 0)
    here.current()
    assert there.current() != before[1]
