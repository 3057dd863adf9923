"""The wheel of the perfxl that runs, made anew from its installed files."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

# What pip wrote when it installed the wheel, and what the new wheel gets of its own.
_OF_THE_INSTALLATION = {"INSTALLER", "REQUESTED", "direct_url.json", "RECORD"}


def write_wheel(installed: Distribution, folder: Path) -> Path:
    """Write the wheel from which ``installed`` can be installed elsewhere, and return its path.

    Only for a distribution of Python files that is installed as such, not as a link to its
    sources.

    Raises:
        OSError: a file cannot be read or written.
    """
    name = f"{installed.metadata['Name']}-{installed.version}"
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    path = folder / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in installed.files or ():
            # Scripts lie outside of the packages: pip makes them anew, for that computer.
            if file.parts[0] == ".." or file.suffix == ".pyc" or file.name in _OF_THE_INSTALLATION:
                continue
            content = Path(str(file.locate())).read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            wheel.writestr(file.as_posix(), content)
            rows.writerow((file.as_posix(), f"sha256={digest.decode()}", len(content)))
        own = f"{name}.dist-info/RECORD"
        rows.writerow((own, "", ""))
        wheel.writestr(own, record.getvalue())
    return path
