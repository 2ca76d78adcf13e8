"""The `[mailbox]` table: what a vendor may write, and what stays out of the bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from harness import MisuseError, Profile
from harness.model.mailbox import Mailbox
from harness.profile.load import load_profile
from tests.harness.build import KNOWN, base_profile

CANARY = {
    "name": "canary", "role": "pupil", "acts_only": True, "username": "cornelia", "password": "a-password", "known": KNOWN,
}


def profile(mailbox: dict[str, Any], **canary: Any) -> Profile:
    made = base_profile()
    made["personas"]["canary"] = {**CANARY, **canary}
    return Profile.model_validate({**made, "passwords": {"persona": "canary"}, "mailbox": mailbox})


@pytest.mark.parametrize("listen", ["127.0.0.1:2525", "127.0.0.9:1", "[::1]:65535"])
def test_a_port_of_this_machine(listen: str) -> None:
    host, port = Mailbox(listen=listen).place
    assert f"{host}:{port}" == listen.replace("[", "").replace("]", "")


@pytest.mark.parametrize(
    "table",
    [
        {}, {"listen": "127.0.0.1:2525", "maildir": "mail"}, {"listen": "0.0.0.0:2525"}, {"listen": "192.0.2.1:2525"},
        {"listen": "127.0.0.1:0"}, {"listen": "127.0.0.1:65536"}, {"listen": "localhost:2525"}, {"listen": "2525"},
        {"listen": "127.0.0.1:2525", "address": "cornelia"}, {"listen": "127.0.0.1:2525", "port": 1},
        {"listen": "999.0.0.1:25"},
    ],
)
def test_what_is_no_mailbox(table: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Mailbox.model_validate(table)


def test_it_is_somebodys_and_stays_out_of_the_bundle() -> None:
    made = profile({"listen": "127.0.0.1:2525"})
    assert "mailbox" not in made.public()
    assert made.mailbox is not None
    assert made.mailbox.address_of(made.personas["canary"].known) == KNOWN["email"]
    with pytest.raises(ValidationError, match="known.email, or mailbox.address"):
        profile({"listen": "127.0.0.1:2525"}, known={"first_name": "Cornelietta"})
    assert profile({"listen": "127.0.0.1:2525", "address": "c@school.test"}, known={"first_name": "Cor"}).mailbox
    with pytest.raises(ValidationError, match=r"needs \[passwords\] persona"):
        Profile.model_validate({**base_profile(), "mailbox": {"listen": "127.0.0.1:2525"}})


def test_a_folder_is_relative_to_the_profile(tmp_path: Path) -> None:
    path = tmp_path / "app.toml"
    path.write_text(
        'schema = 1\n[app]\nname = "A"\nurl = "https://school.test/"\nhosts = ["school.test"]\n'
        '[personas.canary]\nrole = "pupil"\nacts_only = true\nusername = "c"\npassword = "a-password"\n'
        'known = { email = "c@school.test" }\n[passwords]\npersona = "canary"\n[mailbox]\nmaildir = "mail"\n',
        encoding="utf-8",
    )
    found = load_profile(path)
    assert found.mailbox is not None
    assert found.mailbox.maildir == tmp_path.resolve() / "mail"
    path.write_text(path.read_text(encoding="utf-8").replace('maildir = "mail"', 'listen = "mail"'), encoding="utf-8")
    with pytest.raises(MisuseError, match="mailbox: listen"):
        load_profile(path)
