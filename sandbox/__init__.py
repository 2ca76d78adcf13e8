"""The test platform: browser, proxy, network cage, probes and the bundled demo school.

Empty on purpose: the proxy, a process of its own, must not wait for the engine to load. `plugin.py` is the entrance.
"""
