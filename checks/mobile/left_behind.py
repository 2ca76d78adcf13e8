"""What stays on the device after the journeys: the log, shared storage, preferences, the backup."""

from harness import Persona, Remains, Severity, Verdict, check, fail, not_tested, ok, review

READABLE = {"log", "external", "preferences"}


@check(
    id="mobile/left-behind",
    requirement="MOB-05",
    title="No pupil data stays in logs, shared storage, preferences or the backup",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.2",
    apps=("android",),
)
def left_behind(remains: Remains, persona: Persona) -> Verdict:
    """
    ## What it checks
    After the pupil's journeys no planted value, in any known encoding, and nothing that keeps the pupil signed in
    stands in the app's lines of the device log, in shared storage, in its preferences, or in a private file that
    Android may back up. The password stands nowhere, also not in a database.
    ## Why it matters
    A tablet goes from pupil to pupil. Logs and shared storage are open to other apps and to whoever has the device; a
    backup takes the data to somebody's cloud.
    ## What it cannot see
    Values that the app encrypts. What a backup holds is told by the app's own switch and by Android's rules for its
    folders; no backup is made.
    """
    secrets = remains.carrying(persona.secret_marks, remains)
    if secrets:
        return fail("The password of {persona} stays on the device: {places}.", persona=persona.name,
                    places=secrets.kept, proof=secrets)  # fmt: skip
    open_to_others = [one for one in remains if one.place in READABLE or one.backup != "no"]
    leaks = remains.carrying(persona.canaries, open_to_others)
    if leaks.certain():
        sure = leaks.certain()
        return fail("Pupil data stays on the device: {data}.", data=sure.kept, spots=sure.data, proof=sure)
    tokens = list(remains.tokens(open_to_others))
    if tokens:
        names = {f"{one.place} {one.name}" for one in tokens}
        return fail("What keeps a pupil signed in stays on the device: {names}.", names=names, proof=tokens)
    if leaks:
        return review("Possible pupil data stays on the device: {data}.", data=leaks.kept, proof=leaks)
    if leaks.unseen:
        return not_tested("Part of what stays on the device could not be unpacked: {parts}.", parts=leaks.unseen)
    return ok("{count} finds on the device hold no pupil data.", count=len(remains), examined=remains.looks())
