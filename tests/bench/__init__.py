"""`make bench`: ratios measured in one run, so that a busy machine slows both sides alike. It asserts nothing."""
