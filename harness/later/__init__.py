"""What is asked again after the run: sessions that are kept for it, and the bundles of what came back."""
