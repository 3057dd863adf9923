"""The session's LibreOffice, as a fixture."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.office.installation import missing_programs
from tests.office.libreoffice import LibreOffice


@pytest.fixture(scope="session")
def office() -> Iterator[LibreOffice]:
    """One LibreOffice for the whole session.

    Without LibreOffice these tests fail, for a suite that silently leaves out its oracle proves
    nothing; PERFXL_WITHOUT_OFFICE=1 says that it is meant.
    """
    missing = missing_programs()
    if missing:
        lack = f"LibreOffice tests need {', '.join(missing)}"
        if os.environ.get("PERFXL_WITHOUT_OFFICE") == "1":
            pytest.skip(f"{lack}; left out because PERFXL_WITHOUT_OFFICE=1")
        pytest.fail(
            f"{lack}. Install: apt-get install libreoffice-calc libreoffice-writer python3-uno "
            "poppler-utils fonts-noto-cjk fonts-wqy-zenhei, or set PERFXL_WITHOUT_OFFICE=1",
            pytrace=False,
        )
    running = LibreOffice()
    yield running
    running.close()
