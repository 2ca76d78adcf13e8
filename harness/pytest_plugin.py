"""The pytest plugin: profiles and bundles as test files."""
