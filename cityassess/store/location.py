"""Where a database file may lie: on a disk of this machine, in no folder that another program copies about.

A shared or synchronised folder breaks the locks that SQLite relies on, and damages the file within days.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from cityassess.errors import Unavailable

_SYNCHRONISED = re.compile(
    r"onedrive(?:\s?-.*)?|dropbox(?:\s.*)?|nutstore(?:files)?|坚果云|我的坚果云|wps\s?云盘|wps\s?drive|wpsdrive|wps网盘"
    r"|百度网盘|baidunetdisk(?:workspace)?|baiduyundownload|百度云同步盘|google\s?drive|icloud\s?drive|iclouddrive"
    r"|com~apple~clouddocs|微云同步助手|阿里云盘|nextcloud|seafile|syncthing|企业微盘",
    re.IGNORECASE,
)
_NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ncpfs",
        "davfs",
        "fuse.sshfs",
        "fuse.davfs2",
        "fuse.rclone",
    }
)
_WAY_OUT = "把数据库放到本机硬盘的普通文件夹；几台电脑合用时，改用PostgreSQL数据库。"
_REMOVABLE, _REMOTE = 2, 4  # answers of GetDriveTypeW


def check_location(path: Path) -> None:
    """Raise Unavailable where the file would lie on a network drive, a removable drive or in a synchronised folder."""
    where = str(path)
    if where.startswith(("\\\\", "//")) and not where.startswith("\\\\?\\"):
        raise Unavailable(f"“{where}”在网络文件夹里，数据库放在那里会损坏。{_WAY_OUT}")
    for part in {*path.parts, *_resolved(path).parts}:
        if _SYNCHRONISED.fullmatch(part):
            raise Unavailable(f"“{where}”在同步文件夹“{part}”里，数据库放在那里会损坏。{_WAY_OUT}")
    kind = _drive_kind(_resolved(path))
    if kind:
        raise Unavailable(f"“{where}”在{kind}上，数据库放在那里会损坏。{_WAY_OUT}")


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # an unreachable drive, a loop of links: opening the file will say so
        return path.absolute()


def _drive_kind(path: Path) -> str:
    if sys.platform == "win32":
        import ctypes

        if str(path).startswith("\\\\"):
            return "网络驱动器"
        answer = ctypes.windll.kernel32.GetDriveTypeW(path.anchor)
        return {_REMOTE: "网络驱动器", _REMOVABLE: "移动磁盘"}.get(answer, "")
    return "网络驱动器" if _file_system(path) in _NETWORK_FILE_SYSTEMS else ""


def _file_system(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The kind of file system that holds the path, by Linux's list of mounts; empty where there is no such list."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal.group(1), 8)), fields[1])
        if len(point) >= len(best) and path.is_relative_to(point):
            best, kind = point, fields[2]
    return kind
