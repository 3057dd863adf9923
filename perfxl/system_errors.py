"""What the operating system refused, in Chinese: one wording for every reader and writer."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

_LONGEST = 259  # characters of a path, where long ones were not allowed by the administrator
_EXCEEDS_RANGE = 206  # what Windows says of a new folder that is too long, from 248 characters on

# What happened, and what to do.
_REASONS = {
    errno.ENOENT: ("文件夹不存在", "请先建立"),
    errno.ENOTDIR: ("上级路径不是文件夹", "请检查路径"),
    errno.EEXIST: ("同名文件已存在", "请改名"),
    errno.EISDIR: ("这是文件夹，或同名文件夹已存在", "请检查路径，或改名"),
    errno.ENOSPC: ("磁盘已满", "请清理后重试"),
    errno.EDQUOT: ("磁盘配额已满", "请清理后重试"),
    errno.EROFS: ("所在磁盘是只读的", "请换一个位置"),
    errno.ENAMETOOLONG: ("路径或文件名过长", "请缩短文件名，或换一个路径短些的文件夹"),
    errno.ENODEV: ("不是普通文件，而是设备或管道", "请换一个文件"),
    errno.EFBIG: ("文件超过系统允许的大小", "请换一个磁盘，或分成几份"),
    errno.EINVAL: ("文件名含有系统不允许的字符", "请改名"),
    errno.EACCES: ("没有权限，或文件正被 Excel、WPS 打开", "请关闭后重试"),
    errno.EPERM: ("没有权限，或文件正被 Excel、WPS 打开", "请关闭后重试"),
    errno.EBUSY: ("文件正被其他程序占用", "请关闭后重试"),
    errno.EIO: ("磁盘或网络出错", "请检查磁盘和网络后重试"),
    errno.ESTALE: ("网络文件夹已断开", "请重新连接后重试"),
    errno.ETIMEDOUT: ("网络文件夹没有回应", "请检查网络后重试"),
    errno.ENOTCONN: ("网络文件夹已断开", "请重新连接后重试"),
    errno.EMFILE: ("打开的文件太多", "请关闭其他程序后重试"),
    errno.ENFILE: ("打开的文件太多", "请关闭其他程序后重试"),
    errno.ENOMEM: ("内存不够", "请关闭其他程序后重试"),
    errno.ELOOP: ("快捷链接互相指向", "请换一个位置"),
}


def cause_of(error: OSError) -> str:
    """What happened, as a phrase: "磁盘已满"."""
    number = _number(error)
    if number == errno.ENOENT and not error.filename2:
        return "文件或文件夹不存在"
    return _REASONS.get(number, (f"系统提示：{error.strerror or error}", ""))[0]


def reason_of(error: OSError) -> str:
    """Why something could not be written, and what to do: "磁盘已满，请清理后重试"."""
    return "，".join(filter(None, _REASONS.get(_number(error), (cause_of(error), ""))))


def _number(error: OSError) -> int:
    """What kind of error it is; Windows finds nothing where a path is longer than it takes."""
    if getattr(error, "winerror", None) == _EXCEEDS_RANGE:
        return errno.ENAMETOOLONG
    if error.errno == errno.ENOENT and sys.platform == "win32":
        paths = (path for path in (error.filename, error.filename2) if isinstance(path, str | Path))
        if any(len(str(Path(path).absolute())) > _LONGEST for path in paths):
            return errno.ENAMETOOLONG
    return error.errno or 0
