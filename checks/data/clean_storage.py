"""Personal data in browser storage."""

from harness import Leaks, Persona, Severity, Storage, Verdict, check, fail, ok


@check(
    id="data/clean-storage",
    requirement="DAT-02",
    title="Browser storage holds no personal data",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.1",
)
def clean_storage(storage: Storage, persona: Persona) -> Verdict:
    """
    ## What it checks
    No cookie, localStorage, sessionStorage, IndexedDB or Cache entry of the app holds a planted value of the pupil in
    any known encoding, and no script-readable storage holds a session token.
    ## Why it matters
    On a shared classroom device it stays behind for whoever comes next, and any injected script can read it.
    ## What it cannot see
    Values beyond the first 4 kB of an entry, values that the app encrypts, and what was there only between two looks.
    """
    leaks: Leaks = storage.carrying(persona.canaries).certain()
    if leaks:
        return fail("Browser storage holds personal data: {data}.", data=leaks.kept, spots=leaks.data, proof=leaks)
    tokens = [entry for entry in storage if entry.store != "cookie" and "⟦session:" in entry.value]
    if tokens:
        names = {f"{entry.store}: {entry.name}" for entry in tokens}
        return fail("Browser storage holds a session token: {names}.", names=names, proof=tokens)
    return ok("Browser storage of {persona} holds no personal data.", persona=persona.name, examined=storage.looks())
