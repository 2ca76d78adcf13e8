"""The test platform: browser, proxy, network cage, probes and the bundled demo school."""
