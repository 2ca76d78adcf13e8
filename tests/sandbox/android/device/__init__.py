"""A device that is none: it speaks adb's wire protocol to the real adb program, and keeps state as Android does.

What it shows is how our side behaves, never how Android does: it says so in a property of its own, and evidence from it
can never yield a label.
"""
