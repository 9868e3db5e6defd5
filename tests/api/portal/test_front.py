"""The front door says what this is; the way to the sandbox is open only while there is one."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.portal.routes import router
from kit import settings
from kit.refusals import Refusal


@pytest.fixture
def visitor() -> TestClient:
    app = FastAPI()
    app.include_router(router)
    return TestClient(app, follow_redirects=False)


@pytest.mark.feature("ENV-08", "ENV-01")
def test_the_front_page_names_the_product_and_the_hotline(visitor: TestClient) -> None:
    page = visitor.get("/").text
    assert "24小时服务热线：029-95198" in page
    assert "回执通" in page
    assert "/dev/chat" not in page


@pytest.mark.feature("ENV-09")
def test_another_region_is_configuration(visitor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_REGION", "liaoning")
    settings.forget()
    assert "0411-82732333" in visitor.get("/").text


def test_dev_pages_lead_to_the_sandbox_and_nowhere_else(visitor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal):
        visitor.get("/dev/chat")
    monkeypatch.setenv("HUIZHI_DEV_WORLD", "http://127.0.0.1:8801")
    settings.forget()
    answer = visitor.get("/dev//evil.example/chat")
    assert answer.headers["location"] == "http://127.0.0.1:8801/dev//evil.example/chat"


def test_the_page_brings_its_own_style_and_no_other_file(visitor: TestClient) -> None:
    """The site's CSP forbids style inside the page."""
    assert "<style" not in visitor.get("/").text
    assert visitor.get("/static/portal.css").headers["content-type"].startswith("text/css")
    assert visitor.get("/static/..%2froutes.py").status_code == 404
    with pytest.raises(Refusal):
        visitor.get("/static/routes.py")


def test_a_demos_front_page_says_who_may_sign_in_and_no_other_does(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "演示账号" not in visitor.get("/").text
    monkeypatch.setenv("HUIZHI_DEV_WORLD", "http://127.0.0.1:8801")
    monkeypatch.setenv("HUIZHI_DEV_ACCOUNTS", '{"管理员": "gaoyongxin", "密码": "<Banli>"}')
    settings.forget()
    page = visitor.get("/").text
    assert "<dt>管理员</dt><dd>gaoyongxin</dd>" in page
    assert "&lt;Banli&gt;" in page
    assert 'href="/dev/authority"' in page
