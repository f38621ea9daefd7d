"""Without a browser nothing here is tested, and nobody can miss that."""

import pytest

from flashsale.tests.browser.chromium import require_chromium

pytestmark = pytest.mark.browser


def test_without_a_browser_tests_are_skipped_with_a_loud_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="NO BROWSER, NO BROWSER TESTS"):
        require_chromium()


def test_without_a_browser_ci_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="NO BROWSER, NO BROWSER TESTS"):
        require_chromium()
