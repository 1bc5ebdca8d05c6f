"""Fixtures that every test may ask for; where CI is set, a skipped test fails the run."""

from __future__ import annotations

import os

import pytest

pytest_plugins = ["tests.servers", "tests.ledger_fixtures"]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("CI skips nothing: install what the skipped tests name", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
