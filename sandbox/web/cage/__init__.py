"""The network cage: a place without a way out, in which the test browser runs.

`open_cage` gives listeners inside the cage (for the recording proxy) and a wrapper that starts a browser in it.
Whatever the browser tries to send past those listeners is dropped and counted: `Cage.attempts()`.
"""

from harness.sandbox.web.cage.cage import Attempt, Cage, CageError, CageKind, open_cage, probe_cage

__all__ = ["Attempt", "Cage", "CageError", "CageKind", "open_cage", "probe_cage"]
