"""Passwords: what an app takes for one, who may guess it, and what it tells of accounts.

A browser shows once how the app's own forms send what people type; then the same requests are sent again with one
thing changed, so that the server decides and not the page. What counts is who can sign in afterwards.

    wire.py     a visitor without a browser       form.py    a form's request, sent again with other values
    door.py     signing in, and the proof of it   capture.py learns those requests in a browser
    policy.py   which passwords are tried         places.py  where: at sign-up, changed, or given by staff
    giving.py   how staff give one, and how the first one comes back
    staff_probe.py  how long that of staff has to be, where nothing else guards the account
"""
