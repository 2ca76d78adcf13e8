"""The school's database: SQLite in memory, and every question that the pages ask of it.

Who may see what is decided here, by school and class, so that no page can forget it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.password_rules import kept
from harness.sandbox.demo.passwords import hash_password
from harness.sandbox.demo.people import Person

type Row = sqlite3.Row

_SCHEMA = """
CREATE TABLE people (username TEXT PRIMARY KEY, role TEXT, school TEXT, class_name TEXT, age INTEGER, first_name TEXT,
                     last_name TEXT, email TEXT, pupil_number TEXT, password_hash TEXT, totp TEXT);
CREATE TABLE homework (id INTEGER PRIMARY KEY, school TEXT, class_name TEXT, title TEXT, text TEXT);
CREATE TABLE answers (homework INTEGER, username TEXT, text TEXT, PRIMARY KEY (homework, username));
CREATE TABLE messages (id INTEGER PRIMARY KEY, school TEXT, class_name TEXT, author TEXT, text TEXT);
CREATE TABLE enrolled (username TEXT PRIMARY KEY, route TEXT);
CREATE TABLE questions (id INTEGER PRIMARY KEY, email TEXT, text TEXT, wants TEXT);
CREATE TABLE settings (username TEXT, id TEXT, value TEXT, PRIMARY KEY (username, id));
"""

_HOMEWORK = (
    ("a", "4A", "Oefening 1", "Tel de ramen van je huis. Hoeveel zijn het er samen met die van je buren?"),
    ("a", "4A", "Oefening 2", "Schrijf drie zinnen over een dier dat je graag ziet."),
    ("a", "4B", "Oefening 3", "Teken een kaart van je straat en beschrijf de weg naar school."),
    ("b", "4A", "Oefening 4", "Zoek vijf woorden die rijmen op 'school'."),
)
_MESSAGES = (
    ("a", "4A", "willibrord", "Vergeet morgen je turnzak niet."),
    ("a", "4B", "frederik", "Wie heeft mijn blauwe pet gezien?"),
    ("b", "4A", "hildegonda", "Vrijdag gaan we naar het bos."),
)


class Store:
    """One school year in memory, seeded with these people. `faults` decide what a new account has."""

    def __init__(self, people: Iterable[Person], faults: Switches) -> None:
        people = list(people)
        self.faults = faults
        self.first = frozenset(person.username for person in people)
        self.given: dict[str, tuple[str | None, str]] = {}
        self.readable: dict[str, str] = {}
        """Passwords as they were typed; kept with a fault only."""
        self.must_change: set[str] = set()
        """Accounts whose password is the first one, which somebody else knows."""
        self.off: set[str] = set()
        """Accounts that an administrator switched off."""
        self.demanding: set[str] = set()
        """Schools whose staff need a second factor."""
        self.policy: dict[tuple[str, str], tuple[str | None, bool]] = {}
        """School and setting → the school's own default (None: none), and whether it is locked; see `policy`."""
        self._base = sqlite3.connect(":memory:")
        self._base.row_factory = sqlite3.Row
        self._base.executescript(_SCHEMA)
        for person in people:
            self._add(person)
        self._base.executemany("INSERT INTO homework (school, class_name, title, text) VALUES (?,?,?,?)", _HOMEWORK)
        self._base.executemany("INSERT INTO messages (school, class_name, author, text) VALUES (?,?,?,?)", _MESSAGES)

    def _add(self, p: Person) -> None:
        self.given[p.username] = (p.class_name, p.role)
        self._note(p.username, p.password)
        row = (p.username, p.role, p.school, p.class_name, p.age, p.first_name, p.last_name, p.email, p.pupil_number,
               hash_password(kept(p.password, self.faults)), p.totp)
        self._write("INSERT INTO people VALUES (?,?,?,?,?,?,?,?,?,?,?)", *row)

    def set_password(self, username: str, password: str) -> None:
        """Another password in place of the present one."""
        self._note(username, password)
        stored = hash_password(kept(password, self.faults))
        self._write("UPDATE people SET password_hash = ? WHERE username = ?", stored, username)

    def _note(self, username: str, password: str) -> None:
        if self.faults.on("class-shows-passwords"):
            self.readable[username] = password

    def enrol(self, person: Person, route: str) -> None:
        """A new account, by `signup` or `school`."""
        self._add(person)
        self._write("INSERT INTO enrolled VALUES (?,?)", person.username, route)

    def route(self, username: str) -> str:
        """How the account came about; those of the start of the year are the school's."""
        row = self._one("SELECT route FROM enrolled WHERE username = ?", username)
        return str(row["route"]) if row else "school"

    def forget(self, username: str) -> bool:
        """Remove an account that was made in this school year, with what it left; False when there is none."""
        if self._one("SELECT route FROM enrolled WHERE username = ?", username) is None:
            return False
        self.must_change.discard(username)
        for table in ("enrolled", "people", "settings", "answers"):
            self._write(f"DELETE FROM {table} WHERE username = ?", username)
        self._write("DELETE FROM messages WHERE author = ?", username)
        return True

    def person(self, username: str) -> Row | None:
        """One account, with its password hash and seed: for sign-in and for its owner only."""
        return self._one("SELECT * FROM people WHERE username = ?", username)

    def set_email(self, username: str, address: str) -> None:
        """Keep another mail address."""
        self._write("UPDATE people SET email = ? WHERE username = ?", address, username)

    def enrolment(self, username: str, what: str) -> None:
        """Switch an account off or on, or take its class or role away or give it back; see `roster`."""
        field, _, back = what.partition("-")
        if not back:
            (self.off.add if what == "uit" else self.off.discard)(username)
            return
        column = {"klas": "class_name", "rol": "role"}[field]
        value = self.given[username][field == "rol"] if back == "terug" else ("pupil" if field == "rol" else "")
        self._write(f"UPDATE people SET {column} = ? WHERE username = ?", value, username)

    def settle(self, username: str, school: str, class_name: str) -> None:
        """Let somebody who signed up into a school and a class."""
        self._write("UPDATE people SET school = ?, class_name = ? WHERE username = ?", school, class_name, username)
        self.given[username] = (class_name, self.given[username][1])

    def ask(self, email: str, text: str, wants: Iterable[str]) -> None:
        """Keep a question from the privacy page, and what else was ticked there."""
        self._base.execute(
            "INSERT INTO questions (email, text, wants) VALUES (?,?,?)", (email, text, ",".join(sorted(wants)))
        )

    def school_people(self, school: str) -> list[Row]:
        """Everyone of one school, without credentials or contact data; for its admins."""
        return self._all(
            "SELECT username, role, class_name, first_name, last_name FROM people WHERE school = ? ORDER BY username",
            school,
        )

    def class_pupils(self, viewer: Row) -> list[Row]:
        """The pupils of the viewer's own class: username, first and last name."""
        return self._all(
            "SELECT username, first_name, last_name FROM people"
            " WHERE role = 'pupil' AND school = ? AND class_name = ? ORDER BY first_name",
            viewer["school"], viewer["class_name"],
        )

    def homework(self, viewer: Row, search: str = "") -> list[Row]:
        """The tasks of the viewer's own class whose title or text holds `search`."""
        return self._all(
            "SELECT id, title, text FROM homework WHERE school = ? AND class_name = ?"
            " AND instr(lower(title || ' ' || text), lower(?)) ORDER BY id",
            viewer["school"], viewer["class_name"], search,
        )

    def task(self, viewer: Row, number: int) -> Row | None:
        """One task of the viewer's own class; None for any other, as if it did not exist."""
        return next((row for row in self.homework(viewer) if row["id"] == number), None)

    def answer(self, username: str, task: int) -> str:
        """What this pupil answered, or an empty text."""
        row = self._one("SELECT text FROM answers WHERE homework = ? AND username = ?", task, username)
        return str(row["text"]) if row else ""

    def answers(self, viewer: Row, task: int) -> list[Row]:
        """All answers of the viewer's own class to a task: first name, text and username."""
        return self._all(
            "SELECT people.username, first_name, text FROM answers JOIN people USING (username)"
            " WHERE homework = ? AND school = ? AND class_name = ? ORDER BY first_name",
            task, viewer["school"], viewer["class_name"],
        )

    def save_answer(self, username: str, task: int, text: str) -> None:
        """Keep an answer, in place of an earlier one."""
        self._write("INSERT OR REPLACE INTO answers VALUES (?,?,?)", task, username, text)

    def messages(self, viewer: Row) -> list[Row]:
        """The messages of the viewer's own class, oldest first: author's first name and text."""
        return self._all(
            "SELECT first_name, text FROM messages JOIN people ON people.username = author"
            " WHERE messages.school = ? AND messages.class_name = ? ORDER BY messages.id",
            viewer["school"], viewer["class_name"],
        )

    def send_message(self, author: Row, text: str) -> None:
        """Add a message to the author's own class."""
        self._write(
            "INSERT INTO messages (school, class_name, author, text) VALUES (?,?,?,?)",
            author["school"], author["class_name"], author["username"], text,
        )

    def settings(self, username: str) -> dict[str, str]:
        """The choices that this person changed, by setting id."""
        return {row["id"]: row["value"] for row in self._all("SELECT * FROM settings WHERE username = ?", username)}

    def take_back(self, school: str, setting: str) -> None:
        """Take back what the pupils of a school chose for one setting."""
        pupils = "SELECT username FROM people WHERE school = ? AND role = 'pupil'"
        self._write(f"DELETE FROM settings WHERE id = ? AND username IN ({pupils})", setting, school)

    def every_pupil(self) -> list[Row]:
        """The pupils of both schools, without credentials or contact data; who may see which is decided in `circle`."""
        return self._all(
            "SELECT username, role, school, class_name, first_name, last_name FROM people WHERE role = 'pupil'"
            " ORDER BY first_name"
        )

    def save_settings(self, username: str, values: Mapping[str, str]) -> None:
        """Keep this person's choices."""
        for setting, value in values.items():
            self._write("INSERT OR REPLACE INTO settings VALUES (?,?,?)", username, setting, value)

    def forget_settings(self, username: str | None = None) -> None:
        """Back to the defaults, for one person or for everyone."""
        self._write("DELETE FROM settings WHERE ? IS NULL OR username = ?", username, username)

    def _all(self, query: str, *values: object) -> list[Row]:
        return self._base.execute(query, values).fetchall()

    def _one(self, query: str, *values: object) -> Row | None:
        row: Row | None = self._base.execute(query, values).fetchone()
        return row

    def _write(self, query: str, *values: object) -> None:
        with self._base:
            self._base.execute(query, values)
