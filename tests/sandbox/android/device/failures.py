"""What can go wrong on the way, switched on one at a time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Failures:
    """Everything off is a device without faults.

    `install` is the word that pm answers with (INSTALL_FAILED_…). `hangs`, `breaks` and `reboots` are a part of a command
    at which nothing more comes, the connection goes, or the device starts anew; `again` says whether it can be reached afterwards; `starting`, how
    often it then says that it has not started fully.
    """

    authorised: bool = True
    roots: bool = True
    su: bool = False
    remount_refused: bool = False
    mount_refused: bool = False
    install: str = ""
    install_pretended: bool = False
    full: bool = False
    proxy_ignored: bool = False
    filter_ignored: bool = False
    copy_ignored: bool = False
    label_ignored: bool = False
    bind_ignored: bool = False
    reverse_refused: bool = False
    uninstall_refused: bool = False
    umount_refused: bool = False
    settings_stuck: bool = False
    hangs: str = ""
    breaks: str = ""
    reboots: str = ""
    again: bool = True
    starting: int = 0
