"""Reading a profile: every slip is told with its place, and nothing but a MisuseError ever comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import MisuseError, Profile
from harness.profile.load import load_profile
from harness.profile.quick import har_profile, quick_profile

GOOD = """\
schema = 1

[app]
name = "Demoschool"
url = "https://school.test/"
hosts = ["school.test"]

[personas.pupil]
role = "pupil"
username = "ada"
password = "env:ADA_PASSWORD"
known = { first_name = "Adalberta", email = "ada@school.test" }

[login]
proof = { text = "{first_name}" }

[[journeys]]
name = "homework"
personas = ["pupil"]
steps = [{ goto = "/homework" }]

[[recipients]]
name = "Hosting"
hosts = ["cdn.test"]

[inapplicable]
DAT-07 = "No links"
"""


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADA_PASSWORD", "geheim-123")


def load(tmp_path: Path, text: str) -> Profile:
    path = tmp_path / "app.toml"
    path.write_text(text, encoding="utf-8")
    return load_profile(path)


def told(tmp_path: Path, text: str) -> str:
    with pytest.raises(MisuseError) as caught:
        load(tmp_path, text)
    assert caught.value.exit_code == 4
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_a_good_profile(tmp_path: Path) -> None:
    profile = load(tmp_path, GOOD)
    assert profile.app.hosts == ("school.test",)
    assert profile.personas["pupil"].canaries == {"first_name": "Adalberta", "email": "ada@school.test"}
    assert profile.directory == tmp_path
    assert profile.secrets() == {"pupil.password": "geheim-123"}


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    profile = load(tmp_path, GOOD)
    assert "geheim-123" not in f"{profile!r} {profile.public()} {profile.model_dump_json(exclude={'path'})}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Demoschool"', 'nam = "Demoschool"', "app.toml:4:1: app.nam: unknown key"),
        ('name = "Demoschool"\n', "", "app.toml:3:1: app.name: missing"),
        ('hosts = ["school.test"]', 'hosts = "school.test"', "app.toml:6:1: app.hosts: "),
        ('role = "pupil"', 'role = "boss"', "app.toml:9:1: personas.pupil.role: "),
        ("first_name =", "first_name = 1 #", "app.toml:"),
        (
            'known = { first_name = "Adalberta", email = "ada@school.test" }',
            "",
            "app.toml:8:1: personas.pupil: a pupil needs",
        ),
        ('first_name = "Adalberta"', 'first_name = "A"', "known.first_name is too short"),
        ('personas = ["pupil"]', 'personas = ["nobody"]', "journey homework names an unknown persona: nobody"),
        ('steps = [{ goto = "/homework" }]', "", "app.toml:17:1: journeys.0: a journey has exactly one of"),
        ('hosts = ["cdn.test"]', "hosts = []", "app.toml:24:1: recipients.0.hosts: "),
        ('name = "Hosting"', 'name = "H"\ntransfer = "trust"', "app.toml:24:1: recipients.0.transfer: "),
        ('name = "Hosting"', 'name = "H"\nretention = " "', "app.toml:24:1: recipients.0.retention: "),
        ('name = "Hosting"', 'name = "H"\nretain = "1"', "app.toml:24:1: recipients.0.retain: unknown key"),
        ("schema = 1", "schema = 2", "app.toml:1:1: schema: "),
        ("schema = 1\n", "", "app.toml:1:1: schema: missing"),
        ('"No links"', '" "', "app.toml:27:1: inapplicable.DAT-07: "),
        ('username = "ada"\n', "", "app.toml:8:1: personas.pupil: username and password are missing"),
        ('text = "{first_name}"', 'text = "{name}"', "app.toml:8:1: personas.pupil.known lacks name, which login.proof names"),
        ('url = "https://school.test/"', 'url = "ftp://x"', "app.toml:3:1: app: a web app needs url"),
        ("[login]", "[loggin]", "app.toml:14:1: loggin: unknown key"),
        ("[login]", "[login", "(at line 14, column 7)"),
        ("= 1", "= ", "(at line 1, column "),
    ],
)
def test_a_slip_is_told_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    assert message in told(tmp_path, GOOD.replace(old, new, 1))


def test_every_slip_is_told_at_once(tmp_path: Path) -> None:
    text = told(tmp_path, GOOD.replace('name = "Demoschool"', "nam = 1").replace('role = "pupil"', 'role = "boss"'))
    assert len(re.findall(r"^app\.toml:\d+:\d+: ", text, re.MULTILINE)) == 3


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="cannot be read"):
        load_profile(tmp_path / "none.toml")
    (tmp_path / "app.toml").write_bytes(b"schema = '\xff'")
    with pytest.raises(MisuseError, match="cannot be read"):
        load_profile(tmp_path / "app.toml")
    with pytest.raises(MisuseError, match="cannot be read"):
        load_profile(tmp_path)


class TestSecrets:
    def test_from_the_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("ADA_PASSWORD")
        assert "personas.pupil.password: the environment variable ADA_PASSWORD is not set" in told(tmp_path, GOOD)

    def test_from_a_file_beside_the_profile(self, tmp_path: Path) -> None:
        text = GOOD.replace("env:ADA_PASSWORD", "file:secret.txt")
        assert "secret.txt cannot be read" in told(tmp_path, text)
        (tmp_path / "secret.txt").write_text("uit-een-bestand\n")
        assert load(tmp_path, text).secrets() == {"pupil.password": "uit-een-bestand"}

    def test_from_a_file_that_is_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "secret.txt").write_bytes(b"\xff\xfe")
        assert "cannot be read" in told(tmp_path, GOOD.replace("env:ADA_PASSWORD", "file:secret.txt"))

    @pytest.mark.parametrize("name", ["file:a\\u0000b", "env:", "env:A=B", "env:a\\u0000b"])
    def test_odd_places(self, tmp_path: Path, name: str) -> None:
        assert "personas.pupil.password" in told(tmp_path, GOOD.replace("env:ADA_PASSWORD", name))


KEYS = st.sampled_from(
    ["schema", "app", "personas", "login", "journeys", "inapplicable", "sandbox", "known", "name", "x"]
)
VALUES = st.recursive(
    st.one_of(
        st.integers(-2, 2).map(str),
        st.booleans().map(lambda one: str(one).lower()),
        st.sampled_from(['"env:X"', '"file:/"', '"a"', "1979-05-27", "nan", "''"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda table: "{ " + ", ".join(f"{key} = {value}" for key, value in table.items()) + " }"
        ),
    ),
    max_leaves=6,
)
LINES = st.one_of(
    st.builds("{} = {}".format, KEYS, VALUES),
    st.builds("[{}]".format, KEYS),
    st.builds("[{}.{}]".format, KEYS, KEYS),
    st.builds("[[{}]]".format, KEYS),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=200),
        st.lists(LINES, max_size=8).map("\n".join),
        st.lists(LINES, max_size=4).map(lambda lines: GOOD + "\n".join(lines)),
    )
)
def test_any_text_is_a_profile_or_a_misuse(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.toml"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        assert isinstance(load_profile(path), Profile)
    except MisuseError as error:
        assert str(path) in str(error)


@settings(max_examples=150, deadline=None)
@given(url=st.one_of(st.text(max_size=60), st.text(max_size=30).map("https://{}".format)))
def test_any_address_is_a_quick_profile_or_a_misuse(url: str) -> None:
    try:
        assert quick_profile(url).app.hosts
    except MisuseError as error:
        assert "not a web address" in str(error) or "is never tested" in str(error)


@pytest.mark.parametrize("address", ["ITSME.BE", "https://www.csam.be/", "authenticatie-ti.vlaanderen.be:8443"])
def test_a_government_sign_in_is_never_scanned(address: str) -> None:
    with pytest.raises(MisuseError, match="government sign-in"):
        quick_profile(address)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"log":{"entries":[]}}', b'{"log":{"entries":[{"request":{"url":5}}]}}', b"\xff", b"[" * 99_999],
)
def test_a_file_that_is_no_har(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.har").write_bytes(content)
    with pytest.raises(MisuseError):
        har_profile(tmp_path / "x.har")


def test_an_effect_names_people_who_exist(tmp_path: Path) -> None:
    message = told(tmp_path, GOOD + '\n[[effects]]\nid = "contact"\nby = "nobody"\n')
    assert "effects.contact: no persona is named nobody" in message


CHANGE = '\n[[changes]]\nname = "note"\nby = "{by}"\nsteps = [{{ goto = "/{word}" }}]\nseen = "/n"\nundo = [{{ goto = "/n" }}]\n'


def test_a_change_names_somebody_who_exists_and_types_its_mark(tmp_path: Path) -> None:
    assert "changes.note: no persona is named nobody" in told(tmp_path, GOOD + CHANGE.format(by="nobody", word="{mark}"))
    assert "changes.note: no step types {mark}" in told(tmp_path, GOOD + CHANGE.format(by="pupil", word="x"))


PASSKEYS = '\n[passkeys]\npersona = "{}"\nother = "{}"\nenrol = [{{ goto = "/" }}]\nremove = [{{ goto = "/" }}]\n'


def test_passkeys_are_made_by_two_people_who_sign_in(tmp_path: Path) -> None:
    assert "passkeys: no persona named nobody signs in" in told(tmp_path, GOOD + PASSKEYS.format("pupil", "nobody"))
    assert "passkeys: persona and other are the same" in told(tmp_path, GOOD + PASSKEYS.format("pupil", "pupil"))


DOOR = '\n[[doors]]\nname = "app"\nkind = "deep-link"\npath = "/x"\n{} = "{}"\n'


def test_a_door_is_tried_by_somebody_with_a_second_factor(tmp_path: Path) -> None:
    strong = '\n[personas.head]\nrole = "admin"\nusername = "gum"\npassword = "env:ADA_PASSWORD"\ntotp = "JBSWY3DP"\nknown = { first_name = "Gumbertus" }\n'
    assert "doors.app: no persona named pupil signs in with a second" in told(tmp_path, GOOD + DOOR.format("who", "pupil"))
    assert "doors.app: no persona named head signs in without" in told(tmp_path, GOOD + strong + DOOR.format("control", "head"))
    assert "a deep-link door has path and no other way" in told(tmp_path, GOOD + DOOR.replace("path", "# path").format("who", "pupil"))
