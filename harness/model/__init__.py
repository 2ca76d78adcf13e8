"""The nouns: app, profile, persona, evidence, verdict, finding, requirement, report."""
