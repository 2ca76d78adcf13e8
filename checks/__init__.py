"""The built-in checks, one file each, grouped by family."""
