"""SAML 2.0: an identity provider of our own, and the answers that it spoils in exactly one way."""
