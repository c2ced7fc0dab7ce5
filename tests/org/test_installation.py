"""What `bihuan check` says of how an installation is set up."""

from typing import Any

import pytest

from bihuan.web.installation import findings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("https", "proxies", "fine"), [(True, 0, False), (True, 1, True), (False, 0, True)])
def test_https_without_a_proxy_that_ends_it_is_found(settings: Any, https: bool, proxies: int, fine: bool) -> None:
    settings.HTTPS, settings.PROXIES = https, proxies
    (told,) = [found for found in findings() if "反向代理" in found.text]
    assert (told.ok, "BIHUAN_PROXIES" in told.text) == (fine, not fine)
