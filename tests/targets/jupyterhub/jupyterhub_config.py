"""A school on JupyterHub with the authenticator `native`, weak or strong; what it needs stands in the file SCHOOL."""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import bcrypt
from jupyterhub.spawner import SimpleLocalProcessSpawner
from nativeauthenticator import NativeAuthenticator
from nativeauthenticator.orm import UserInfo

HERE = Path(__file__).resolve().parent
SCHOOL = json.loads(Path(os.environ["SCHOOL"]).read_text(encoding="utf-8"))
PEOPLE: list[dict[str, Any]] = SCHOOL["people"]
STRONG: bool = SCHOOL["strong"]
FEW_ROUNDS = 4
"""A hundred passwords are guessed at who is here from the start. Who signs up is hashed with as many as in any school."""


class School(NativeAuthenticator):  # type: ignore[misc]
    """Its people have accounts before anybody comes."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for one in PEOPLE:
            password = bcrypt.hashpw(one["password"].encode(), bcrypt.gensalt(FEW_ROUNDS))
            seed = {"has_2fa": True, "otp_secret": one["totp"]} if one["totp"] and STRONG else {}
            self.db.add(
                UserInfo(username=one["username"], password=password, email=one["email"], is_authorized=True, **seed)
            )
        self.db.commit()


class Notebook(SimpleLocalProcessSpawner):  # type: ignore[misc]
    """A pupil's own server, which ends with the hub."""

    def make_preexec_fn(self, name: str) -> Any:
        return lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def mail_of(user: Any) -> str:
    """The page after signing in says only the user name; a school adds what tells people apart."""
    if user is None:
        return ""
    info = UserInfo.find(user.db, user.name)
    return info.email if info is not None and info.email else ""


c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.JupyterHub.bind_url = SCHOOL["url"]
c.JupyterHub.hub_port = SCHOOL["hub"]
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.cookie_secret_file = "cookie-secret"
c.JupyterHub.default_url = "/hub/home"
c.JupyterHub.template_paths = [str(HERE / "templates")]
c.JupyterHub.template_vars = {"mail": mail_of}
c.JupyterHub.authenticator_class = School
c.JupyterHub.spawner_class = Notebook
c.JupyterHub.load_groups = {"klas-4a": {"users": [one["username"] for one in PEOPLE if one["role"] == "pupil"]}}
c.JupyterHub.load_roles = [
    {
        "name": "teacher",
        "scopes": ["access:servers!group=klas-4a"],
        "users": [one["username"] for one in PEOPLE if one["role"] == "teacher"],
    }
]
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = SCHOOL["proxy"]
c.ConfigurableHTTPProxy.auth_token = SCHOOL["token"]
c.Spawner.cmd = [sys.executable, str(HERE / "notebook.py")]
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {one["username"] for one in PEOPLE if one["role"] == "admin"}
c.NativeAuthenticator.open_signup = True
c.NativeAuthenticator.ask_email_on_signup = True
c.NativeAuthenticator.minimum_password_length = 12 if STRONG else 0
c.NativeAuthenticator.check_common_password = STRONG
c.NativeAuthenticator.allowed_failed_logins = 3 if STRONG else 0
c.NativeAuthenticator.seconds_before_next_try = 15  # ten minutes without this; a test does not wait that long
c.NativeAuthenticator.allow_2fa = STRONG
