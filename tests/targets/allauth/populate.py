"""Makes the people of the school; run once, before it opens."""

import django

django.setup()

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)
for one in settings.SCHOOL["people"]:
    names = {"first_name": one["first_name"], "last_name": one["last_name"]}
    user = User.objects.create_user(one["username"], one["email"], one["password"], **names)
    if one["totp"]:
        TOTP.activate(user, one["totp"])
        RecoveryCodes.activate(user)
