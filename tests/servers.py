"""The real servers that tests run against, as pytest fixtures."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.certificates import self_signed, server_context
from tests.dovecot import Dovecot
from tests.letterbox import Letterbox
from tests.netease import NetEase


@pytest.fixture(scope="session")
def dovecot_server():
    with _running_dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for localhost and its key, as PEM files; whoever sets SSL_CERT_FILE to the first trusts it."""
    folder = tmp_path_factory.mktemp("certificate")
    return self_signed(folder)


@pytest.fixture(scope="session")
def dovecot_tls_server(certificate):
    with _running_dovecot(certificate) as server:
        yield server


@pytest.fixture
def dovecot_tls(dovecot_tls_server, certificate):
    """An account on a Dovecot that speaks TLS (`server.tls_port`) and STARTTLS, and the certificate to trust."""
    account = dovecot_tls_server.account()
    yield account, certificate[0]
    account.close()


@contextmanager
def _running_dovecot(certificate=None):
    if Dovecot.program() is None:
        pytest.skip("dovecot is not installed (Debian: dovecot-imapd)")
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    home.chmod(0o755)  # its login process runs as somebody else
    server = Dovecot(home, certificate)
    server.start()
    try:
        yield server
    finally:
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


@pytest.fixture
def letterbox_starttls(certificate):
    """One that offers STARTTLS under the certificate for localhost."""
    with Letterbox(tls=server_context(certificate), starttls=True) as server:
        yield server


@pytest.fixture
def letterbox_tls(certificate):
    """One that speaks TLS from the first octet."""
    with Letterbox(tls=server_context(certificate)) as server:
        yield server
