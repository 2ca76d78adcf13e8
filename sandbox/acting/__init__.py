"""People who act for probes: who reads, tries and changes what an app offers, each in a browser of their own.

    part.py  which probes run, and in which order      probe.py  what such a probe is
    stage.py where they get people to act for them     actor.py  somebody signed in, in a browser context of their own
    together.py  several things at once
"""
