"""Finding planted personal values in what an app sends, in every disguise that search can undo.

`encodings` says how a value may look, `matcher` finds those looks in bytes, `decode` unwraps what hides them, `leaves`
names the place in a structured body, `ledger` puts the four together. `harness.bundle.redact` uses the same parts to
keep secrets off the disk.

What no search finds, and a report has to say: initials and other shortenings, a hash with an unknown salt or key, a
hash of the value joined to something unknown, encryption, and packings that are not undone here (LZ-string, members of
a ZIP file).
"""
