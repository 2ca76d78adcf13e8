"""Whether the switches of profiling do anything: what pages send with one on, and with it off again.

    sent.py   what a request is known by, and what the looks come to: pure
    turn.py   turning switches on their pages          probe.py  the looks, one after the other
"""
