"""Secrets that open nothing, in the forms that real ones have. They are put together here, so that no file holds one."""

from __future__ import annotations

import base64

BODY = base64.encodebytes(bytes(range(48)) * 20).decode()
PRIVATE_KEY = f"-----BEGIN RSA {'PRIVATE'} KEY-----\n{BODY}-----END RSA {'PRIVATE'} KEY-----\n".encode()
STRIPE = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
DATABASE = ('{"db": "postgres' + '://teacher:k7Xq2mPz9@db.demoschool.test:5432/pupils"}').encode()
