"""Makes the people of the school; run once, before it opens."""

from pathlib import Path

import django

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from allauth.idp.oidc.models import Client  # noqa: E402
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402
from allauth.socialaccount.models import SocialAccount  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)
if settings.HOUSE and settings.HOUSE["back"]:
    about = {"type": Client.Type.PUBLIC, "skip_consent": True, "scopes": "openid"}
    Client.objects.create(id=settings.HOUSE["client"], name="App", redirect_uris=settings.HOUSE["back"], **about)
for one in settings.SCHOOL["people"]:
    names = {"first_name": one["first_name"], "last_name": one["last_name"]}
    user = User.objects.create_user(one["username"], one["email"], one["password"], **names)
    EmailAddress.objects.create(user=user, email=one["email"], verified=True, primary=True)  # else no second factor is taken
    if one["totp"]:
        TOTP.activate(user, one["totp"])
        codes = RecoveryCodes.activate(user).get_unused_codes()
        if settings.HOUSE:
            Path(settings.HOUSE["spare"]).write_text(codes[0], encoding="utf-8")
    if one["sub"]:
        SocialAccount.objects.create(user=user, provider="school", uid=one["sub"])
