"""Why Android refuses to install an app, in words: the codes of `PackageManager` (AOSP), and whose business each is.

Sentences are fixed: a report may hold them, and shows them in Dutch (`reports/locales/device.nl.toml`).
"""

from __future__ import annotations

from harness.errors import Owner

APP: dict[str, str] = {
    "INSTALL_FAILED_INVALID_APK": "the package is damaged or incomplete",
    "INSTALL_FAILED_INVALID_URI": "the package cannot be found",
    "INSTALL_FAILED_NO_SHARED_USER": "the app wants to share its data with an app that is not there",
    "INSTALL_FAILED_SHARED_USER_INCOMPATIBLE": "the app wants to share its data with an app that somebody else signed",
    "INSTALL_FAILED_DEXOPT": "the app's code cannot be prepared for this device",
    "INSTALL_FAILED_CONFLICTING_PROVIDER": "an app with the same content provider is installed already",
    "INSTALL_FAILED_NEWER_SDK": "the app is not meant for devices newer than some version, and this one is",
    "INSTALL_FAILED_TEST_ONLY": "the package is one for tests only",
    "INSTALL_FAILED_MISSING_SHARED_LIBRARY": "the app needs a library that this device does not have",
    "INSTALL_FAILED_DUPLICATE_PERMISSION": "another app has already defined a permission of this app",
    "INSTALL_FAILED_DUPLICATE_PERMISSION_GROUP": "another app has already defined a group of permissions of this app",
    "INSTALL_FAILED_BAD_DEX_METADATA": "what the package says about its own code is damaged",
    "INSTALL_FAILED_BAD_SIGNATURE": "the signature of the package is not right",
    "INSTALL_FAILED_MISSING_SPLIT": "a part of the package is missing: give the whole set (.xapk, .apkm or .apks)",
    "INSTALL_FAILED_BAD_PERMISSION_GROUP": "a permission of the app belongs to a group that does not exist",
    "INSTALL_FAILED_PROCESS_NOT_DEFINED": "the app names a process that it does not define",
    "INSTALL_FAILED_MULTIPACKAGE_INCONSISTENCY": "the parts of the package do not belong together",
    "INSTALL_FAILED_WRONG_INSTALLED_VERSION": "the package expects another version to be installed already",
    "INSTALL_FAILED_DEPRECATED_SDK_VERSION": "the app is made for an Android so old that this one refuses it",
    "INSTALL_PARSE_FAILED_NOT_APK": "the file is not an Android package",
    "INSTALL_PARSE_FAILED_BAD_MANIFEST": "the package has no manifest that can be read",
    "INSTALL_PARSE_FAILED_UNEXPECTED_EXCEPTION": "the package cannot be read",
    "INSTALL_PARSE_FAILED_NO_CERTIFICATES": "the package is not signed",
    "INSTALL_PARSE_FAILED_INCONSISTENT_CERTIFICATES": "the parts of the package are not signed by the same maker",
    "INSTALL_PARSE_FAILED_CERTIFICATE_ENCODING": "the certificate of the package cannot be read",
    "INSTALL_PARSE_FAILED_BAD_PACKAGE_NAME": "the app has a name that Android does not allow",
    "INSTALL_PARSE_FAILED_BAD_SHARED_USER_ID": "the app shares its data under a name that Android does not allow",
    "INSTALL_PARSE_FAILED_MANIFEST_MALFORMED": "the manifest of the package is not well-formed",
    "INSTALL_PARSE_FAILED_MANIFEST_EMPTY": "the manifest of the package holds no app",
    "INSTALL_PARSE_FAILED_RESOURCES_ARSC_COMPRESSED": "the package is not packed as Android 11 and newer want it",
    "INSTALL_PARSE_FAILED_SKIPPED": "the package is not meant for this device",
}
DEVICE: dict[str, str] = {
    "INSTALL_FAILED_ALREADY_EXISTS": "the app is installed already; its data is not ours to lose",
    "INSTALL_FAILED_INSUFFICIENT_STORAGE": "the device has no room for the app",
    "INSTALL_FAILED_DUPLICATE_PACKAGE": "the app is installed already; its data is not ours to lose",
    "INSTALL_FAILED_UPDATE_INCOMPATIBLE": "another version of the app is there, signed by somebody else",
    "INSTALL_FAILED_REPLACE_COULDNT_DELETE": "what is left of an earlier version cannot be removed",
    "INSTALL_FAILED_OLDER_SDK": "the app needs a newer Android than this device has",
    "INSTALL_FAILED_CPU_ABI_INCOMPATIBLE": "the app has code for other processors than this device's",
    "INSTALL_FAILED_NO_MATCHING_ABIS": "the app has code for other processors than this device's",
    "INSTALL_FAILED_MISSING_FEATURE": "the app needs something that this device does not have",
    "INSTALL_FAILED_CONTAINER_ERROR": "the device's storage failed",
    "INSTALL_FAILED_INVALID_INSTALL_LOCATION": "the app cannot be put where the device puts apps",
    "INSTALL_FAILED_MEDIA_UNAVAILABLE": "the device's storage is not available",
    "INSTALL_FAILED_VERIFICATION_TIMEOUT": "the device's own check of the app did not end in time",
    "INSTALL_FAILED_VERIFICATION_FAILURE": "the device's own check of apps refused it",
    "INSTALL_FAILED_PACKAGE_CHANGED": "the package changed while it was being installed",
    "INSTALL_FAILED_UID_CHANGED": "what is left of an earlier version belongs to another user",
    "INSTALL_FAILED_VERSION_DOWNGRADE": "a newer version of the app is installed already",
    "INSTALL_FAILED_PERMISSION_MODEL_DOWNGRADE": "a version that asks for permissions in a newer way is there already",
    "INSTALL_FAILED_SANDBOX_VERSION_DOWNGRADE": "a version with a stricter sandbox is installed already",
    "INSTALL_FAILED_INSTANT_APP_INVALID": "the app cannot be used without being installed, and was asked to be",
    "INSTALL_FAILED_INTERNAL_ERROR": "the device failed while installing",
    "INSTALL_FAILED_USER_RESTRICTED": "the device forbids its user to install apps over USB",
    "INSTALL_FAILED_ABORTED": "somebody refused the installation on the device, or it was broken off",
    "INSTALL_FAILED_SESSION_INVALID": "the device forgot the installation while it ran",
    "INSTALL_FAILED_OTHER_STAGED_SESSION_IN_PROGRESS": "the device is busy with another installation",
    "INSTALL_FAILED_REJECTED_BY_BUILDTYPE": "this build of Android refuses the app",
    "INSTALL_FAILED_PRE_APPROVAL_NOT_AVAILABLE": "the device asks for an approval that nobody gave",
    "INSTALL_FAILED_SHARED_LIBRARY_BAD_CERTIFICATE_DIGEST": "a library that the app needs is there from another maker",
    "INSTALL_FAILED_APEX_NOT_SUPPORTED": "this device installs no modules of Android",
}
UNKNOWN = "the device refused to install the app and did not say why in words that we know"
VANISHED = "the device said that the app was installed, and it is not there"


def explained(word: str) -> tuple[Owner, str]:
    """Whose business a refusal is (`app` or `platform`), and the sentence for it."""
    if word in APP:
        return "app", APP[word]
    return "platform", DEVICE.get(word, UNKNOWN)
