"""What an iOS app says about data in its privacy manifests, beside what its programs use."""

from harness import Package, PrivacyManifest, Program, Severity, Verdict, check, fail, not_tested, ok, review


@check(
    id="mobile/privacy-manifest",
    requirement="MOB-04",
    title="The privacy manifests of the iOS app say what its programs do",
    severity=Severity.LOW,
    since="0.2",
    level="recommended",
    coverage="partial",
    apps=("ios",),
)
def privacy_manifest(package: Package) -> Verdict:
    """
    ## What it checks
    The app has a privacy manifest, and gives in it a reason for each interface that its own program uses and for which
    Apple wants one; each framework does so in its own. Known libraries that count or advertise have a manifest.
    ## Why it matters
    The manifests are what the store's privacy label is made of, and the label is what parents and schools read.
    ## What it cannot see
    Whether a given reason is true, interfaces that are not called by a symbol (such as the active keyboards), and
    programs that the store has encrypted: for those nothing is passed.
    """
    programs, manifests = package.of(Program), package.of(PrivacyManifest)
    if not programs:
        return not_tested("No program of the app could be read.")
    own = [one for one in programs if not one.owner and one.reasons]
    if not any(not one.owner for one in manifests):
        if own:
            told = "The app has no privacy manifest, and uses what needs one: {reasons}."
            return fail(told, reasons={kind for one in own for kind in one.reasons}, proof=own)
        return review("The app has no privacy manifest.", proof=programs)
    given = {(one.owner, kind) for one in manifests for kind in one.reasons}
    lacking = [(one, kind) for one in programs for kind in one.reasons if (one.owner, kind) not in given]
    if lacking:
        uses = {f"{one.owner or 'app'}: {kind}" for one, kind in lacking}
        told = "Programs use what their privacy manifest does not give a reason for: {uses}."
        return review(told, uses=uses, proof=[one for one, _ in lacking])
    owners = {one.owner for one in manifests}
    silent = [one for _, one in package.frameworks().values() if isinstance(one, Program) and one.owner not in owners]
    if silent:
        names = {one.owner for one in silent}
        return review("Known libraries in the app have no privacy manifest: {names}.", names=names, proof=silent)
    told = "The {count} privacy manifests agree with what the programs use."
    return ok(told, count=len(manifests), examined=[*programs, *manifests])
