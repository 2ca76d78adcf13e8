"""What the maker declares beside what was seen to leave."""

from harness import Persona, Profile, Severity, Traffic, Verdict, check, fail, not_tested, ok, unlisted


@check(
    id="data/register-matches",
    requirement="DAT-03",
    title="Every datum that leaves stands in the maker's list",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.1",
)
def register_matches(traffic: Traffic, profile: Profile, persona: Persona) -> Verdict:
    """
    ## What it checks
    Each planted value of the pupil, the position of the test device and the password: where one reached another party,
    the maker lists that kind of data for that party, under `data` of `[[recipients]]`. A list in words that name no
    kind of data that we know is not held against the maker.
    ## Why it matters
    Schools keep a register of who receives what, and fill it in with what the maker says.
    ## What it cannot see
    Data that the test did not plant, values that the app encrypts, and what the app's servers pass on.
    """
    if profile.quick:
        return not_tested("A quick scan has no list of the maker to compare with.")
    third = traffic.third_party()
    leaks = third.carrying(persona.canaries, persona.secret_marks)
    found = [(leak, leak.field) for leak in leaks.certain()] + [(leak, "location") for leak in third.carrying_place()]
    unnamed = [(leak, field) for leak, field in found if unlisted([field], profile.declared_data(leak.host))]
    if unnamed:
        pairs = {f"{leak.host}: {field}" for leak, field in unnamed}
        return fail("The maker's list does not name {pairs}.", pairs=pairs, proof=[leak for leak, _ in unnamed])
    if leaks.unseen:
        return not_tested("Part of what was sent could not be unpacked: {parts}.", parts=leaks.unseen)
    unseen = frozenset(persona.canaries) - traffic.own().seen(persona.canaries)
    if unseen:
        return not_tested("The planted values {fields} were never seen with the app itself.", fields=unseen)
    if found:
        return ok("All data that left stands in the maker's list: {count} finds.", count=len(found), examined=traffic)
    return ok("{count} messages to third parties carry no pupil data.", count=len(third), examined=traffic)
