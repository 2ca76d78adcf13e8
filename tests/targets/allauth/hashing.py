"""The usual hashes of passwords with fewer rounds: a test signs in some hundred times."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Quick(PBKDF2PasswordHasher):  # type: ignore[misc]
    """Not for a real school."""

    algorithm = "quick"
    iterations = 10_000
