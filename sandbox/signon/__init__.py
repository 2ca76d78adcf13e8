"""Single sign-on: an identity provider of our own, and the logins that it spoils in exactly one way."""
