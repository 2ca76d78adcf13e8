"""Proof by effect: others try to see a pupil, to find, to write to, and to read the work of one.

    cast.py     who is what to the pupil            trying.py  what others do in a browser
    asking.py   what the harness asks by itself     tokens.py  a recorded request made ready for somebody else
    sharing.py  works and their share links         links.py   how random a link is, and how long it lives
    probe.py    the probe                           arrivals.py what arrived, and putting away what was made
"""
