"""Secrets inside the package."""

from harness import FoundSecret, Package, Severity, Verdict, check, fail, not_tested, ok


@check(
    id="mobile/no-secrets-inside",
    requirement="APP-06",
    title="The package holds no secret of a server",
    severity=Severity.CRITICAL,
    since="0.2",
    coverage="partial",
    tolerates=(
        "manifest-unreadable",
        "resources-unreadable",
        "network-config-unreadable",
        "privacy-unreadable",
        "too-many-components",
    ),
    apps=("android", "ios"),
)
def no_secrets_inside(package: Package) -> Verdict:
    """
    ## What it checks
    No file of the package holds a private key, or a server secret in a form that its maker publishes. What is found is
    masked at once and never tried.
    ## Why it matters
    Everybody who has the app has what is in it: a key that opens a server opens it to all of them.
    ## What it cannot see
    Secrets in a form that nobody recognises, split or encrypted ones, files packed in another way than zip, and whether
    a found one still works.
    """
    found = package.of(FoundSecret)
    if found:
        forms, places = {one.form for one in found}, {one.where for one in found}
        return fail(
            "Secrets of servers stand in the package: {forms}, in {places}.", forms=forms, places=places, proof=found
        )
    entries = sum(one.entries for one in package.packages)
    if entries == 0:
        return not_tested("No package could be read.")
    return ok("None of the {count} files holds a secret of a known form.", count=entries, examined=entries)
