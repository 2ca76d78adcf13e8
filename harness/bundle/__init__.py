"""The evidence bundle: what was seen, in a form that can be sealed, re-read and re-judged."""
