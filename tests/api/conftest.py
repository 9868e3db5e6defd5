"""A data directory of each test's own: what is uploaded goes there."""

from pathlib import Path

import pytest

from kit import settings


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    settings.forget()
    return tmp_path
