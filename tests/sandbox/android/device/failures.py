"""What can go wrong on the way, switched on one at a time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Failures:
    """Everything off is a device without faults.

    `install` is the word that pm answers with (INSTALL_FAILED_…). `breaks` and `reboots` are the beginning of a command
    at which the connection goes, or the device starts anew; `again` says whether it can be reached afterwards.
    """

    authorised: bool = True
    roots: bool = True
    su: bool = False
    remount_refused: bool = False
    mount_refused: bool = False
    install: str = ""
    full: bool = False
    proxy_ignored: bool = False
    copy_ignored: bool = False
    label_ignored: bool = False
    uninstall_refused: bool = False
    umount_refused: bool = False
    settings_stuck: bool = False
    hangs: str = ""
    breaks: str = ""
    reboots: str = ""
    again: bool = True
