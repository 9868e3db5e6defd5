"""What the files slice needs to know."""

from pydantic import Field

from kit.settings import Settings


class Files(Settings):
    """Settings HUIZHI_FILES_…: how many files an enterprise may keep, and how many MiB in all."""

    files_most: int = Field(100_000, ge=1)
    files_most_mib: int = Field(20_480, ge=1)
