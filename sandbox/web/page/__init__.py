"""What happens on the page: signing in and proving it, journeys, a read-only crawl, consent banners.

Everything here takes a Playwright `Page` that somebody else opened, and treats what the page says as hostile.
"""
