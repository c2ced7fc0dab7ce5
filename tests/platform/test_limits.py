"""Rate limits: counted where all processes see it, and by an address that cannot be forged."""

from datetime import timedelta

import pytest
import time_machine
from django.test import RequestFactory

from bihuan.core.reasons import Refused
from bihuan.platform import clock, limits
from bihuan.platform.models import RateBucket

pytestmark = pytest.mark.django_db

THREE = limits.Limit("test", times=3, seconds=600)


def test_the_fourth_is_refused_and_says_when_to_come_back() -> None:
    with time_machine.travel("2026-03-02 10:03:00+08:00", tick=False):
        for _ in range(3):
            limits.take(THREE, "192.0.2.1")
        with pytest.raises(Refused) as caught:
            limits.take(THREE, "192.0.2.1")
    assert [(r.code, r.params["minutes"]) for r in caught.value.reasons] == [("too_often", 7)]


def test_another_origin_another_limit_and_another_window_count_apart() -> None:
    with time_machine.travel("2026-03-02 10:03:00+08:00", tick=False) as traveller:
        for _ in range(3):
            limits.take(THREE, "192.0.2.1")
        assert limits.used_up(THREE, "192.0.2.1")
        limits.take(THREE, "192.0.2.2")
        limits.take(limits.Limit("other", times=3, seconds=600), "192.0.2.1")
        traveller.shift(timedelta(minutes=7))
        assert not limits.used_up(THREE, "192.0.2.1")
        limits.take(THREE, "192.0.2.1")


def test_no_address_is_stored() -> None:
    limits.take(THREE, "192.0.2.1")
    assert "192.0.2.1" not in "".join(RateBucket.objects.values_list("key", flat=True))


def test_old_buckets_are_swept_and_present_ones_kept() -> None:
    limits.take(THREE, "192.0.2.1")
    RateBucket.objects.create(key="old", window=clock.now() - timedelta(days=3), count=1)
    assert limits.sweep() == 1
    assert RateBucket.objects.count() == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "127.0.0.1"),
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_forwarding_headers_count_as_far_as_own_proxies_stand(
    settings: object, proxies: int, forwarded: str, expected: str
) -> None:
    settings.PROXIES = proxies  # type: ignore[attr-defined]  # pytest-django's settings
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert limits.origin_of(RequestFactory().get("/", headers=headers)) == expected
