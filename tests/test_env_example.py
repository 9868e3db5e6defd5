"""`.env.example` names every setting of the house, with its default, and can be used as it stands."""

import importlib
import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from kit.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / ".env.example"
ROOMS = ("kit", "push", "subscriptions", "api", "bot")
LINE = re.compile(r"^(#?)(HUIZHI_[A-Z0-9_]+)=(.*)$")
FILLED = {"HUIZHI_SECRET_KEY": "0123456789abcdef0123456789abcdef"}


def settings_classes() -> list[type[Settings]]:
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        if re.search(r"^class \w+\((?:\w+\.)?Settings\):", path.read_text("utf-8"), re.MULTILINE):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return [cls for cls in Settings.__subclasses__() if cls.__module__.split(".")[0] in ROOMS]


CLASSES = settings_classes()


def offered(*, commented: bool | None = None) -> dict[str, str]:
    matches = filter(None, map(LINE.match, EXAMPLE.read_text("utf-8").splitlines()))
    return {found[2]: found[3] for found in matches if commented in {None, bool(found[1])}}


def plain(default: object) -> str:
    value = default.get_secret_value() if isinstance(default, SecretStr) else default
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__qualname__)
def test_every_setting_is_offered(cls: type[Settings]) -> None:
    assert {f"HUIZHI_{name.upper()}" for name in cls.model_fields} - set(offered()) == set()


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__qualname__)
def test_the_default_shown_is_the_default_taken(cls: type[Settings]) -> None:
    shown = offered(commented=True)
    settings = {f"HUIZHI_{name.upper()}": field.default for name, field in cls.model_fields.items()}
    defaults = {
        name: plain(default)
        for name, default in settings.items()
        if name in shown and default and isinstance(default, str | int | float | Path | SecretStr)
    }
    wrong = {name: (shown[name], default) for name, default in defaults.items() if shown[name] != default}
    assert wrong == {}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__qualname__)
def test_the_file_can_be_used_as_it_stands_with_every_line_taken(
    cls: type[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in offered():
        monkeypatch.delenv(name, raising=False)
    filled = tmp_path / ".env"
    filled.write_text("\n".join(f"{name}={FILLED.get(name, value)}" for name, value in offered().items()), "utf-8")
    monkeypatch.setattr(cls, "model_config", SettingsConfigDict(**{**cls.model_config, "env_file": filled}))
    cls()
