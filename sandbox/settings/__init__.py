"""Probes of settings: what an app sets for minors, what that really lets others do, and what a school can decide.

    reading/    every control of the settings pages    accounts/   accounts of every age, and what each starts with
    effects/    what others can reach of a pupil       adjusting/  what a school decides and locks
    switching/  whether the switches of profiling do   persistence.py  whether a choice stays
                anything
"""
