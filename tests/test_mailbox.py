"""The mailbox on a real Dovecot: everything comes, once, as it is, and nothing in the mailbox changes."""

from datetime import datetime, timedelta, timezone
from hashlib import sha256

from intake.mailbox import Mailbox

BEIJING = timezone(timedelta(hours=8))
NOTHING_KNOWN = lambda _folder, _uidvalidity: frozenset()  # noqa: E731


def mail(number: int = 1, body: bytes = b"") -> bytes:
    return b"From: a@example.com\r\nSubject: number %d\r\n\r\n%s\r\n" % (number, body)


def read(account, **changes):
    with Mailbox(account.settings(**changes)) as mailbox:
        return list(mailbox.waiting(NOTHING_KNOWN))


def test_every_mail_comes_in_the_order_of_uids_with_the_servers_time(dovecot):
    when = datetime(2019, 5, 23, 23, 59, 59, tzinfo=BEIJING)
    uids = [dovecot.append("INBOX", mail(n), when + timedelta(seconds=n)) for n in range(3)]
    came = read(dovecot)
    assert [m.uid for m in came] == uids
    assert [m.received_at for m in came] == [when + timedelta(seconds=n) for n in range(3)]
    assert all(m.received_at.tzinfo is not None for m in came)
    assert [m.octets for m in came] == [mail(n) for n in range(3)]
    assert came[0].sha256 == sha256(mail(0)).hexdigest()
    assert came[0].uidvalidity == dovecot.uidvalidity()
