"""What each person chose in the settings, or has from the start, and what that does."""

from __future__ import annotations

from harness.sandbox.demo.ages import counts_as_adult
from harness.sandbox.demo.choice_table import CHOICES, OFF, ON, TASTES, Choice
from harness.sandbox.demo.fault_settings import WRONG_DEFAULTS
from harness.sandbox.demo.policy import allowed, decided, rule
from harness.sandbox.demo.store import Row, Store

__all__ = [
    "CHOICES", "Choice", "as_json", "chosen", "keep", "locked", "on_page", "read_form", "read_json", "visible_name",
]


def chosen(store: Store, person: Row) -> dict[str, str]:
    """Every setting of this person, by id: the own choice, or the school's, or the default.

    `person` needs only a `username`.
    """
    account = store.person(person["username"])
    assert account is not None
    defaults = {choice.id: default(store, account, choice) for choice in (*CHOICES, *TASTES)}
    return defaults | decided(store, account) | store.settings(account["username"])


def keep(store: Store, person: Row, values: dict[str, str]) -> bool:
    """Keep the choices of a person; nothing of them, and False, when the school locked one that would change."""
    faults = store.faults
    if allowed(store, person, values, chosen(store, person)) != values and not faults.on("lock-screen-only"):
        if faults.on("lock-403-writes"):
            store.save_settings(person["username"], values)
        return False
    if faults.on("recommendations-stay") and values.get("personalisation") == ON:
        values = {**values, "personalisation-stays": ON}
    store.save_settings(person["username"], values)
    return True


def locked(store: Store, person: Row) -> set[str]:
    """The settings that this pupil cannot change."""
    if person["role"] != "pupil":
        return set()
    return {choice.id for choice in CHOICES if rule(store, person["school"], choice.id).locked}


def default(store: Store, account: Row, choice: Choice) -> str:
    """What a new account like this has."""
    if account["role"] != "pupil" or counts_as_adult(account["age"], store.faults):
        return choice.staff or choice.default
    if choice.id == "profile-visibility" and _opened(store, account):
        return "Iedereen"
    wrong = (
        one.value
        for one in WRONG_DEFAULTS
        if one.setting == choice.id and store.faults.on(one.fault) and one.concerns(account["age"])
    )
    return next(wrong, choice.default)


def _opened(store: Store, account: Row) -> bool:
    """Whether a fault opens the profile of this pupil, by its age or by the way in which it came."""
    by_itself = store.faults.on("signup-less-safe") and store.route(account["username"]) == "signup"
    return by_itself or (store.faults.on("teenager-profile-open") and (account["age"] or 0) >= 13)


def on_page(page: str) -> list[Choice]:
    """The settings of one page, in order."""
    return [choice for choice in (*CHOICES, *TASTES) if choice.page == page]


def read_form(page: str, form: dict[str, str]) -> dict[str, str]:
    """The valid choices of a form of this page; what it leaves out stays as it was."""
    allowed = {choice.id: form[choice.id] for choice in on_page(page) if form.get(choice.id) in choice.options}
    return {choice.id: choice.shown(allowed[choice.id]) for choice in on_page(page) if choice.id in allowed}


def read_json(values: dict[str, object]) -> dict[str, str] | None:
    """The choices of an API call, `{"autoplay": false, "contact": "Mijn school"}`; None when one is not valid."""
    known = {api_name(choice): choice for choice in CHOICES}
    read: dict[str, str] = {}
    for name, value in values.items():
        choice = known.get(name)
        said = {True: ON, False: OFF}.get(value) if isinstance(value, bool) else value
        if choice is None or said not in choice.options:
            return None
        read[choice.id] = str(said)
    return read


def as_json(store: Store, person: Row) -> dict[str, bool | str]:
    """The same settings as the pages show, as the API tells them."""
    now = chosen(store, person)
    told = now | ({"data-sharing": ON} if store.faults.on("api-says-otherwise") else {})
    return {
        api_name(choice): told[choice.id] == ON if choice.options == (OFF, ON) else told[choice.id]
        for choice in CHOICES
    }


def api_name(choice: Choice) -> str:
    """The name of a setting in the API: `read_receipts`; it says what is on or off."""
    return "night_notifications" if choice.id == "night-hours" else choice.id.replace("-", "_")


def visible_name(store: Store, viewer: Row, pupil: Row) -> str:
    """The name of a pupil as this viewer in the same class sees it: whole for teachers, the first name for pupils."""
    if viewer["role"] == "teacher":
        return f"{pupil['first_name']} {pupil['last_name']}"
    hidden = chosen(store, pupil)["profile-visibility"] == "Alleen ik" and pupil["username"] != viewer["username"]
    return "Een klasgenoot" if hidden else str(pupil["first_name"])
