"""Cross-origin sharing."""

from harness import Cors, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="hardening/cors",
    requirement="APP-02",
    title="Other sites cannot read personal answers",
    severity=Severity.HIGH,
    personas=("pupil",),
    since="0.1",
)
def cors(answers: Cors) -> Verdict:
    """
    ## What it checks
    Personal endpoints of the app are asked again with six foreign origins. No answer allows a foreign or null origin
    together with credentials, and none shares planted values with every origin (`*`).
    ## Why it matters
    Any page that a pupil visits could otherwise read their account in the background.
    ## What it cannot see
    Endpoints that the journeys did not use, and rules that depend on other headers.
    """
    records = list(answers)
    reflected = [one for one in records if one.allow_credentials and one.allow_origin == one.origin]
    if reflected:
        origins = {one.origin for one in reflected}
        return fail("Foreign origins are allowed with credentials: {origins}.", origins=origins, proof=reflected)
    shared = [one for one in records if one.allow_origin == "*" and one.personal]
    if shared:
        fields = {field for one in shared for field in one.personal}
        return fail("Personal data is shared with every origin: {fields}.", fields=fields, proof=shared)
    if not any(one.personal for one in records):
        return not_tested("No endpoint with planted values was found to ask again.")
    return ok("{count} answers to foreign origins share nothing.", count=len(records), examined=records)
