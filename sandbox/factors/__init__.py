"""Probes of second factors: a login that still owes its code, codes that must not be taken, passkeys, other ways in.

    probe.py half_way.py             codes, and a login that stands half way
    look_back.py                     what refused codes have come to since
    demand_probe.py                  a school that demands a second factor
    passkey_probe.py device.py       a passkey on a device of the browser
    assertion.py                     what it answers, and what is wrong with that
    doors_probe.py remembered.py     other ways in that the profile declares
    named_doors_probe.py             those that the app's own files name
    asking.py door_request.py        asking for a session by a request
"""
