"""The mailbox of the test: where letters of the app under test arrive while a probe waits for them.

    letter.py  what a letter says and where it links to, read from hostile bytes     box.py  where letters arrive

A letter holds secrets, such as the link that opens an account, so it stays in memory and is never written anywhere.
"""
