"""The demo school: a small real school app with switchable faults, the ground truth of every check."""
