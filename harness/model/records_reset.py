"""Records of who asks for a new password by mail, and of what the owner hears of a change."""

from __future__ import annotations

from harness.model.records import Record


class FirstPasswordTried(Record, kw_only=True):
    """`probes/first-password.jsonl`: two accounts that a school made, each with a first password; one record.

    `asked`: whoever signed in with it met a form to choose another one. `open`: with it the account could be used all
    the same: a page showed planted values and was no such form. `control`: the same page showed them to who chose
    another one, with that one. `again`: the first one still opened it then. `reason`: a code for why nothing can be
    told.
    """

    persona: str
    asked: bool | None = None
    open: bool | None = None
    control: bool | None = None
    again: bool | None = None
    reason: str = ""


class ResetTried(Record, kw_only=True):
    """`probes/reset.jsonl`: a new password, asked for by mail for `persona`; one record.

    `came`: seconds until the first letter with a link. The link: `scheme`, `host`, `names` of its parameters, `length`
    in characters of the part that two links differ in, which holds at most `bits` of chance (None: there was one link);
    `sequential`: one follows from the other. `works`: whoever followed it in a browser chose a password that signs in.
    `control`: a fresh link did so too when the form was sent without a browser. Sent so: `again`, the used link set
    another password; `older`, the one before the newest did. `again_opens`: following the used link was enough to see
    the account. None where nothing can be told. `foreign_asked`: headers that named another host when a link was asked
    for; `foreign`: those for which a letter linked there. `tells`: passwords that stood in a letter ("chosen": one that
    was just chosen; "present": the one before). `reason`: a code for why nothing can be told.
    """

    persona: str
    came: float | None = None
    scheme: str = ""
    host: str = ""
    names: tuple[str, ...] = ()
    length: int = 0
    bits: float | None = None
    sequential: bool = False
    works: bool | None = None
    control: bool | None = None
    again: bool | None = None
    again_opens: bool | None = None
    older: bool | None = None
    foreign_asked: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    reason: str = ""


class ChangeNoticed(Record, kw_only=True):
    """`probes/notices.jsonl`: what followed a new password of `persona`, by `change` ("reset" or "change").

    `came`: seconds until a letter without a link to set a password; None when there was none in `waited` seconds.
    `others`: a session that was open elsewhere before still opens the account; None when that was not seen. `reason`: a
    code for why nothing can be told.
    """

    persona: str
    change: str
    came: float | None = None
    waited: float = 0.0
    others: bool | None = None
    reason: str = ""
