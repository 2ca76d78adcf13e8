"""People who act for probes: who reads, tries and changes what an app offers, each in a browser of their own.

    part.py  which probes run                          probe.py  what such a probe is
    order.py which of them wait for which
    stage.py where they get people to act for them     actor.py  somebody signed in, in a browser context of their own
    together.py  several things at once                closing.py  waiting until something is gone
"""
