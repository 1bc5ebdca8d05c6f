"""The embedded servers of the demo: strict enough that the product's own clients must behave."""

import imaplib
import smtplib
from datetime import UTC, datetime

import pytest

from config.settings import ImapSettings
from demo.imap_server import DemoImap
from demo.smtp_server import DemoSmtp
from intake.mailbox import Mailbox

WHEN = datetime(2019, 5, 20, 9, 30, tzinfo=UTC)
ODD = b'Subject: "x" {5}\n\n\xcf\xb5\xcd\xb3 (a) \\Seen\r\n)\r\nA1 OK\n'


@pytest.fixture
def imap():
    with DemoImap([(ODD, WHEN), (b"", WHEN), (b"Subject: two\r\n\r\nx" * 50_000, WHEN)], junk=[(b"junk", WHEN)]) as server:
        yield server


@pytest.fixture
def session(imap):
    with imaplib.IMAP4("127.0.0.1", imap.port) as client:
        yield client


def settings(server):
    return ImapSettings.model_validate(
        {"host": server.host, "port": server.port, "security": "none", "user": server.user, "password": server.password}
    )


def test_the_mailbox_reads_it_to_the_last_octet_and_changes_nothing(imap):
    with Mailbox(settings(imap)) as mailbox:
        came = list(mailbox.waiting(lambda _folder, _uidvalidity: ()))
        assert [m.octets for m in came] == [m.octets for m in imap.folders["INBOX"]] + [b"junk"]
        assert {m.received_at for m in came} == {WHEN}
        assert came[-1].folder == "垃圾邮件"
        assert mailbox.is_junk("垃圾邮件")
        late = imap.append(b"Subject: late\r\n\r\n", WHEN)
        known = {m.uid for m in came}
        assert [m.uid for m in mailbox.waiting(lambda folder, _uidvalidity: known if folder == "INBOX" else {came[-1].uid})] == [late]
    assert all(not mail.flags for mails in imap.folders.values() for mail in mails)


def test_no_folder_opens_before_the_client_has_said_who_it_is(imap, session):
    session.login(imap.user, imap.password)
    kind, said = session.select("INBOX", readonly=True)
    assert kind == "NO"
    assert b"Unsafe Login" in said[0]
    session.xatom("ID", '("name" "test" "version" "1")')
    assert session.select("INBOX", readonly=True)[0] == "OK"


def test_reading_without_peek_marks_a_mail_as_seen_where_it_was_opened_for_writing(imap, session):
    session.login(imap.user, imap.password)
    session.xatom("ID", '("name" "test")')
    session.select("INBOX")
    first = imap.folders["INBOX"][0]
    session.uid("FETCH", str(first.uid), "(BODY.PEEK[])")
    assert first.flags == set()
    session.uid("FETCH", str(first.uid), "(BODY[])")
    assert first.flags == {"\\Seen"}


@pytest.mark.parametrize("criteria", ["UNSEEN", "SUBJECT x", "SINCE 1-May-2019"])
def test_search_serves_nothing_but_all(imap, session, criteria):
    session.login(imap.user, imap.password)
    session.xatom("ID", '("name" "test")')
    session.select("INBOX", readonly=True)
    with pytest.raises(imaplib.IMAP4.error, match="BAD"):
        session.uid("SEARCH", criteria)


def test_a_password_may_come_as_a_literal_and_a_wrong_one_is_refused(imap, session):
    with pytest.raises(imaplib.IMAP4.error, match="Login error"):
        session.login(imap.user, "wrong")
    session.literal = imap.password.encode()
    assert session._simple_command("LOGIN", imap.user)[0] == "OK"


def test_the_outgoing_server_keeps_what_it_is_sent():
    with DemoSmtp() as server, smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail("a@b.cn", ["c@d.cn"], "Subject: 你好\n\n内容".encode())
        [letter] = server.letters
        assert (letter.sender, letter.recipients) == ("a@b.cn", ("c@d.cn",))
        assert "内容".encode() in letter.octets
        assert server.messages[0]["Subject"] == "你好"
