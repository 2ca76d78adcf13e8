"""Fresh accounts by age: made through the app's own sign-up, a hook of the profile, or the app's test endpoint."""
