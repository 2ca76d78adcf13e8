"""How strangers come into a school, and what they read before it agrees.

    probe.py  the people and the order      joining.py  one sign-up and what comes of it
    reading.py  what somebody reads of others      renewing.py  another class code, and the first one back
"""
