"""Whether a school can decide: an administrator changes and locks settings, pupils look and try, all is put back.

    controls.py  reading and setting one control     change.py  one setting on its way through the test
    pupil.py     what the pupil sees and tries       newcomer.py   a pupil who signs up afterwards
    probe.py     the order of it all, and putting back
"""
