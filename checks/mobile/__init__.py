"""What an app package says: permissions, traffic, build, other apps, libraries, secrets."""
