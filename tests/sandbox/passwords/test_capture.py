"""Which address tells whose account is open, for somebody else than who was watched."""

from __future__ import annotations

import pytest

from harness.sandbox.passwords.capture import shared_address

APP = "https://school.test"


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        (f"{APP}/api/user/64acf29f5abe92663b539d773ebf4873/", f"{APP}/api/user/"),
        (f"{APP}/api/user/0F2B7710-83c2-4771-9abc-0123456789ab", f"{APP}/api/user"),
        (f"{APP}/api/user/17?full=1", f"{APP}/api/user"),
        (f"{APP}/api/user/me", ""),
        (f"{APP}/profile/", ""),
        (f"{APP}/", ""),
    ],
)
def test_the_id_of_an_account_is_no_part_of_what_everybody_may_ask(address: str, shared: str) -> None:
    assert shared_address(address) == shared
