"""The throwaway servers, and what the site does with them."""

import redis
from django.core.cache import caches
from django.db import connection


def test_redis_serves_as_the_cache(redis_url, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}}
    caches["default"].set("报头", "工友时报")
    assert caches["default"].get("报头") == "工友时报"
    caches["default"].close()
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 1
        client.flushdb()


def test_the_database_takes_chinese_for_letters(db):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT '报' ~ '[[:alpha:]]', upper('é')")
            assert cursor.fetchone() == (True, "É")
        else:
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)
