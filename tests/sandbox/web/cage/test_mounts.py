"""The name service configuration of the cage."""

from __future__ import annotations

import pytest

from harness.sandbox.web.cage.mounts import name_service


@pytest.mark.parametrize(
    "host",
    [
        "",
        "hosts: files mdns4_minimal [NOTFOUND=return] dns\n",
        "passwd: files systemd\n  hosts : files resolve [!UNAVAIL=return] dns myhostname\nhosts: nis\n",
    ],
)
def test_names_come_from_the_cages_own_files_and_dns_only(host: str) -> None:
    lines = name_service(host).splitlines()
    assert [line for line in lines if "hosts" in line] == ["hosts: files dns"]
    assert ("passwd: files systemd" in lines) == ("passwd" in host)
