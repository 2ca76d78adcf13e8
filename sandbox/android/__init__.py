"""The road to an Android device: through adb, with every change planned back before it is made."""
