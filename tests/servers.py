"""The real servers that tests run against, as pytest fixtures."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.dovecot import Dovecot
from tests.letterbox import Letterbox
from tests.netease import NetEase


@pytest.fixture(scope="session")
def dovecot_server():
    if Dovecot.program() is None:
        pytest.skip("dovecot is not installed (Debian: dovecot-imapd)")
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    home.chmod(0o755)  # its login process runs as somebody else
    server = Dovecot(home)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(home)


@pytest.fixture
def dovecot(dovecot_server):
    """A fresh account on a real Dovecot."""
    account = dovecot_server.account()
    yield account
    account.close()


@pytest.fixture
def netease(dovecot):
    """The same account behind a server that behaves as imap.126.com does; `netease.account` is the Dovecot side."""
    with NetEase(dovecot) as server:
        yield server


@pytest.fixture
def letterbox():
    """A real SMTP server that keeps what it takes and answers as it is told."""
    with Letterbox() as server:
        yield server
