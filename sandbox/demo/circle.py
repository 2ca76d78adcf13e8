"""Who may see, find, write to and read the work of a pupil: the rules, and the faults that break them."""

from __future__ import annotations

from harness.sandbox.demo.choices import chosen
from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.store import Row, Store

EVERYONE, CLASS, SCHOOL = "Iedereen", "Mijn klas", "Mijn school"


def same_class(viewer: Row, pupil: Row) -> bool:
    """Whether both are of one class; a teacher is of the class that they teach."""
    return bool(viewer["class_name"]) and _place(viewer) == _place(pupil)


def may_see_profile(faults: Switches, store: Store, viewer: Row | None, pupil: Row, *, api: bool) -> bool:
    """Whether the viewer (None: a visitor) gets the profile of a pupil, on its page or from the API."""
    if viewer is None:
        return faults.on("profile-open-to-visitors") and not api
    if viewer["username"] == pupil["username"] or _teaches(viewer, pupil):
        return True
    if faults.on("profile-open-api" if api else "profile-open-page"):
        return True
    return _within(chosen(store, pupil)["profile-visibility"], viewer, pupil)


def may_find(faults: Switches, store: Store, viewer: Row | None, pupil: Row) -> bool:
    """Whether a search of the viewer may show the pupil: own teachers always, classmates when the pupil is findable."""
    if viewer is None:
        return faults.on("search-open-to-visitors")
    if faults.on("search-across-schools") or _teaches(viewer, pupil):
        return True
    return same_class(viewer, pupil) and chosen(store, pupil)["discoverability"] == "Aan"


def may_write(faults: Switches, store: Store, viewer: Row | None, pupil: Row) -> bool:
    """Whether the viewer may send the pupil a message."""
    if viewer is None:
        return faults.on("message-from-visitors")
    if same_class(viewer, pupil) or faults.on("message-from-other-school"):
        return True
    return _within(chosen(store, pupil)["contact"], viewer, pupil)


def may_read_work(faults: Switches, store: Store, viewer: Row | None, owner: Row) -> bool:
    """Whether the viewer may open a work of this pupil by its address."""
    if viewer is None:
        return faults.on("work-open-by-address")
    if viewer["username"] == owner["username"] or _teaches(viewer, owner):
        return True
    if faults.on("work-open-to-school") and viewer["school"] == owner["school"]:
        return True
    return _within(chosen(store, owner)["work-sharing"], viewer, owner)


def may_comment(faults: Switches, store: Store, viewer: Row | None, owner: Row) -> bool:
    """Whether the viewer may say something about a work of this pupil."""
    if viewer is None:
        return False
    if _teaches(viewer, owner) or faults.on("comment-from-outside"):
        return True
    return _within(chosen(store, owner)["comments"], viewer, owner)


def _teaches(viewer: Row, pupil: Row) -> bool:
    return viewer["role"] == "teacher" and same_class(viewer, pupil)


def _within(choice: str, viewer: Row, pupil: Row) -> bool:
    """Whether the viewer is one of those that a choice such as "Mijn klas" names."""
    if choice.startswith(CLASS):
        return same_class(viewer, pupil)
    return choice == EVERYONE or (choice == SCHOOL and viewer["school"] == pupil["school"])


def _place(person: Row) -> tuple[str, str]:
    return person["school"], person["class_name"]
