"""Whether staff can read the password of a pupil."""

from harness import Persona, Profile, Severity, Traffic, Verdict, check, fail, not_tested, ok


@check(
    id="authentication/staff-see-no-password",
    requirement="AUT-09",
    title="Staff cannot read a pupil's password",
    severity=Severity.MEDIUM,
    personas=("teacher", "admin"),
    since="0.3",
    level="recommended",
)
def staff_see_no_password(traffic: Traffic, persona: Persona, profile: Profile) -> Verdict:
    """
    ## What it checks
    No answer that the app gives to a teacher or an administrator holds the password of a pupil of the test, in any
    known encoding or hash, on pages and in the answers that scripts read. Some of them have to be about a pupil.
    ## Why it matters
    A password that staff can read is kept readable, and pupils use the same one elsewhere.
    ## What it cannot see
    Pages that no journey visits, passwords that come as a file or a picture, and ones of fewer than six characters.
    """
    own = traffic.own()
    pupils = [one for one in profile.personas.values() if one.role == "pupil"]
    marks = {one.name: {"password": one.secret_marks["password"]} for one in pupils}
    showing = {name: found for name, mark in marks.items() if (found := list(own.answers_with(mark)))}
    if showing:
        proof = [message for found in showing.values() for message in found]
        told = "The app shows {persona} the password of pupils: {pupils}."
        return fail(told, persona=persona.name, pupils=set(showing), proof=proof)
    known = {f"{one.name}.{field}": value for one in pupils for field, value in one.known.items()}
    about = list(own.answers_with(known)) if known else []
    if not about:
        return not_tested("No answer to {persona} is about a pupil of the test.", persona=persona.name)
    return ok("{count} answers to {persona} are about pupils of the test, and none holds a password.",
              persona=persona.name, count=len(about), examined=own, proof=about[:5])
