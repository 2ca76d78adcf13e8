"""The permissions that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import MisuseError
from harness.catalogue.permissions import builtin_permissions, load_permissions

NEVER = {"READ_SMS", "SEND_SMS", "RECEIVE_SMS", "READ_CALL_LOG", "WRITE_CALL_LOG", "READ_CONTACTS", "ACCESS_BACKGROUND_LOCATION"}


def test_what_no_education_app_may_ask_is_there() -> None:
    assert {one.short for one in builtin_permissions() if one.kind == "never"} >= NEVER


def test_each_says_in_both_languages_what_it_means() -> None:
    for one in builtin_permissions():
        assert one.means.en.startswith(("can ", "sees ", "lets ")), one.id
        assert one.means.nl.startswith(("kan ", "ziet ", "laat ")), one.id


def test_every_device_of_the_settings_is_opened_by_some() -> None:
    assert {one.device for one in builtin_permissions()} >= {"location", "camera", "microphone", "contacts", "photos"}


def test_one_that_stands_twice_is_refused(tmp_path: Path) -> None:
    row = '[[permission]]\nid = "android.permission.CAMERA"\nkind = "sensitive"\nmeans = { en = "a", nl = "b" }\n'
    (tmp_path / "permissions.toml").write_text(row * 2)
    with pytest.raises(MisuseError, match="this id is used twice"):
        load_permissions(tmp_path / "permissions.toml")
