"""Active probes: requests that the harness itself sends. Bounded, paced, inside the authorisation, and logged."""
