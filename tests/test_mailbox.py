"""The mailbox on a real Dovecot, and behind a server that behaves as NetEase's: everything comes, as it is, nothing changes."""

import gc
import re
import time
import tracemalloc
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from intake.folders import Folder, folders_to_read
from intake.mailbox import Mailbox
from intake.mailbox_report import FolderReport, MailboxReport
from model import FaultError, RawMessage, Refusal
from tests.netease import BUSY, WRONG_PASSWORD, Cut

BEIJING = timezone(timedelta(hours=8))
WHEN = datetime(2019, 5, 20, 9, 30, tzinfo=BEIJING)


def nothing_known(_folder, _uidvalidity):
    return ()


def mail(number: int = 1, body: bytes = b"text") -> bytes:
    return b"From: a@example.com\r\nSubject: number %d\r\n\r\n%s\r\n" % (number, body)


def read(account, **changes):
    with Mailbox(account.settings(**changes)) as mailbox:
        return list(mailbox.waiting(nothing_known))


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self):
        self.time = 1000.0

    def __call__(self):
        return self.time


class Memory:
    """What a ledger would know: UIDs by folder and UIDVALIDITY, and octets by hash."""

    def __init__(self):
        self.uids, self.hashes = {}, set()

    def known(self, folder, uidvalidity):
        return self.uids.get((folder, uidvalidity), frozenset())

    def take(self, mailbox):
        came = []
        for raw in mailbox.waiting(self.known):
            self.uids.setdefault((raw.folder, raw.uidvalidity), set()).add(raw.uid)
            if isinstance(raw, RawMessage):
                self.hashes.add(raw.sha256)
            came.append(raw)
        return came


# ---- everything comes, as it is --------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\r\n",
        b"Subject: \xcf\xb5\xcd\xb3\xcd\xcb\xd0\xc5\r\n\r\n\xe4\xbd\xa0\r\n",
        b'Subject: "quoted) {12}\\ \r\n\r\n)\r\nA1 OK FETCH completed\r\n* 1 FETCH (UID 9 BODY[] {3}\r\nabc)\r\n',
        b"no header at all \xff\xfe" * 500 + b"\r\n",
        b"Subject: last line without an end\r\n\r\nend",
    ],
)
def test_octets_come_as_they_lie_there(dovecot, octets):
    dovecot.append("INBOX", octets or b"\r\n")
    expected = octets or b"\r\n"
    assert [m.octets for m in read(dovecot)] == [expected]


def test_a_mail_of_no_octets_is_still_a_mail(dovecot):
    dovecot.append("INBOX", mail())
    dovecot.deliver(b"")
    assert [m.octets for m in read(dovecot)] == [mail(), b""]


def test_mail_delivered_beside_the_server_comes_too(dovecot):
    dovecot.deliver(b"Subject: bare line ends\n\nx\n", WHEN)
    [came] = read(dovecot)
    assert came.octets.splitlines() == [b"Subject: bare line ends", b"", b"x"]
    assert came.received_at == WHEN


def test_large_and_small_mails_come_whole_and_in_order(dovecot):
    sizes = [100, 9_000_000, 50, 3_000_000, 3_000_000, 3_000_000, 10] + [2_000] * 230
    for n, size in enumerate(sizes):
        dovecot.deliver(mail(n, b"x" * size), WHEN + timedelta(seconds=n))
    came = read(dovecot)
    assert [len(m.octets) for m in came] == [len(mail(n, b"x" * size)) for n, size in enumerate(sizes)]
    assert [m.uid for m in came] == sorted(m.uid for m in came)


def test_the_next_mails_are_on_their_way_while_the_first_are_kept(netease):
    for n in range(3):
        netease.account.deliver(mail(n, b"x" * 6_000_000))
    with Mailbox(netease.settings()) as mailbox, closing(mailbox.batches(nothing_known)) as batches:
        next(batches)
        for _ in range(200):
            if len([c for c in netease.said("UID FETCH") if "BODY.PEEK[]" in c]) > 1:
                break
            time.sleep(0.02)
        bodies = [c for c in netease.said("UID FETCH") if "BODY.PEEK[]" in c]
    assert len(bodies) == 2  # the second, and not the third: memory stays within bounds


def test_batches_do_not_pile_up_in_memory(dovecot):
    for n in range(60):
        dovecot.deliver(mail(n, b"y" * 1_000_000))
    gc.collect()
    tracemalloc.start()
    with Mailbox(dovecot.settings()) as mailbox:
        assert sum(1 for _ in mailbox.waiting(nothing_known)) == 60
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000


def test_a_mail_over_the_limit_is_named_and_its_octets_are_never_asked_for(netease):
    netease.account.append("INBOX", mail(1))
    netease.account.append("INBOX", mail(2, b"x" * 1_200_000), WHEN)
    netease.account.append("INBOX", mail(3))
    first, refused, last = read(netease, largest_megabytes=1)
    assert isinstance(refused, Refusal)
    assert refused.final
    assert refused.size > 1_200_000
    assert refused.received_at == WHEN
    assert "1.2 MB" in refused.reason
    assert (first.octets, last.octets) == (mail(1), mail(3))
    bodies = " ".join(netease.said("UID FETCH"))
    assert not re.search(rf"\b{refused.uid}\b[^(]*\(BODY", bodies)


# ---- nothing twice, nothing changed ----------------------------------------------------------------------------------


def test_only_what_is_not_known_comes_whatever_its_number(dovecot):
    memory = Memory()
    uids = [dovecot.append("INBOX", mail(n)) for n in range(4)]
    with Mailbox(dovecot.settings()) as mailbox:
        assert [m.uid for m in memory.take(mailbox)] == uids
        assert memory.take(mailbox) == []
        late = dovecot.append("INBOX", mail(9))
        memory.uids["INBOX", dovecot.uidvalidity()].discard(uids[1])  # a gap below the highest is filled as well
        assert [m.uid for m in memory.take(mailbox)] == [uids[1], late]


def test_reading_changes_nothing_in_the_mailbox(dovecot):
    dovecot.append("INBOX", mail(1))
    dovecot.append("INBOX", mail(2), flags="(\\Seen \\Flagged)")
    dovecot.deliver(mail(3))
    dovecot.create("垃圾邮件")
    dovecot.append("垃圾邮件", mail(4))
    before, flags = dovecot.snapshot(), dovecot.flags()
    assert len(read(dovecot)) == 4
    assert dovecot.snapshot().keys() - {k for k in before if "/new/" in k} == before.keys() - {k for k in before if "/new/" in k}
    assert dovecot.flags() == flags
    assert dovecot.flags("垃圾邮件") == dict.fromkeys(dovecot.flags("垃圾邮件"), ())
    assert {*dovecot.flags().values()} == {(), ("\\Flagged", "\\Seen")} or {*dovecot.flags().values()} == {(), ("\\Seen", "\\Flagged")}


def test_only_reading_commands_are_ever_said(netease):
    netease.account.append("INBOX", mail())
    read(netease)
    verbs = {c.split(" ")[0] if not c.startswith("UID") else " ".join(c.split(" ")[:2]) for c in netease.commands}
    assert verbs <= {"CAPABILITY", "LOGIN", "ID", "LIST", "NOOP", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT"}
    assert all("PEEK" in c for c in netease.said("UID FETCH") if "BODY" in c)
    assert {c for c in netease.commands if "SEARCH" in c} == {"UID SEARCH ALL"}


def test_a_folder_that_was_renumbered_is_read_again_whole(dovecot):
    memory = Memory()
    for n in range(5):
        dovecot.deliver(mail(n))
    with Mailbox(dovecot.settings()) as mailbox:
        before = memory.take(mailbox)
    dovecot.renumber()
    with Mailbox(dovecot.settings()) as mailbox:
        after = memory.take(mailbox)
    assert {m.uidvalidity for m in before} != {m.uidvalidity for m in after}
    assert sorted(m.sha256 for m in before) == sorted(m.sha256 for m in after)
    assert len(memory.hashes) == 5


# ---- a server like NetEase's -----------------------------------------------------------------------------------------


def test_id_is_said_after_every_login_and_before_any_folder_with_real_values(netease):
    netease.account.append("INBOX", mail())
    with Mailbox(netease.settings()) as mailbox:
        assert len(list(mailbox.waiting(nothing_known))) == 1
        netease.hang_up()
        assert len(list(mailbox.waiting(nothing_known))) == 1
    told = [c for c in netease.commands if c.startswith(("LOGIN", "ID", "EXAMINE"))]
    assert [c.split(" ")[0] for c in told if not c.startswith("EXAMINE")] == ["LOGIN", "ID", "LOGIN", "ID"]
    assert told[2].startswith("EXAMINE")
    identity = netease.said("ID")[0]
    assert all(f'"{key}"' in identity for key in ("name", "version", "vendor", "support-email"))
    assert netease.account.user in identity


def test_no_uidnext_is_needed(netease):
    uids = [netease.account.append("INBOX", mail(n)) for n in range(3)]
    assert [m.uid for m in read(netease)] == uids


@pytest.mark.parametrize("search", ["all", "empty", "bad", "half", "endless"])
def test_whatever_search_says_every_mail_is_found(netease, search):
    netease.now.search = search
    for n in range(7):
        netease.account.append("INBOX", mail(n))
    assert [m.octets for m in read(netease)] == [mail(n) for n in range(7)]


def test_a_search_that_does_not_serve_is_asked_once_not_at_every_poll(netease):
    netease.now.search = "bad"
    netease.account.append("INBOX", mail())
    with Mailbox(netease.settings()) as mailbox:
        for _ in range(3):
            list(mailbox.waiting(nothing_known))
    assert len(netease.said("UID SEARCH")) == 1


def test_junk_and_advertising_folders_are_read_by_use_or_by_name(netease):
    for n, folder in enumerate(["垃圾邮件", "广告邮件", "订阅邮件", "病毒邮件", "草稿箱"]):
        netease.account.create(folder)
        netease.account.append(folder, mail(n))
    netease.account.append("INBOX", mail(9))
    with Mailbox(netease.settings()) as mailbox:
        came = {m.folder for m in mailbox.waiting(nothing_known)}
        assert came == {"INBOX", "垃圾邮件", "广告邮件", "订阅邮件"}
        assert [mailbox.is_junk(f) for f in ("INBOX", "垃圾邮件", "广告邮件", "订阅邮件")] == [False, True, True, True]
    assert {m.folder for m in read(netease, poll_junk=False)} == {"INBOX"}


def test_folders_are_taken_by_special_use_under_any_name_and_each_once():
    listed = [Folder("INBOX"), Folder("Ungewollt", frozenset({"\\junk"})), Folder("A/Spam"), Folder("垃圾邮件", frozenset({"\\noselect"}))]
    assert folders_to_read(["inbox", "INBOX", "申报"], listed, with_junk=True) == ("INBOX", "申报", "Ungewollt", "A/Spam")


def test_one_connection_serves_many_polls(netease):
    with Mailbox(netease.settings()) as mailbox:
        for n in range(4):
            netease.account.append("INBOX", mail(n))
            assert len(list(mailbox.waiting(nothing_known))) == n + 1
    assert len(netease.said("LOGIN")) == 1


# ---- broken lines and refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["rst", "fin", "stall"])
@pytest.mark.parametrize("after", [0, 1, 40, 200, 5_000, 120_000, 299_990])
def test_a_line_cut_in_the_middle_of_a_mail_costs_nothing(netease, how, after):
    mails = [mail(n, bytes([65 + n]) * 100_000) for n in range(3)]
    for octets in mails:
        netease.account.append("INBOX", octets)
    netease.now.cut = Cut(after, how)
    came = read(netease, read_seconds=0.6)
    assert [m.octets for m in came] == mails
    assert len(netease.said("LOGIN")) == 2


def test_a_line_that_breaks_under_every_large_answer_still_brings_all_mail(netease):
    for n in range(12):
        netease.account.deliver(mail(n, b"z" * 500_000))
    with Mailbox(netease.settings()) as mailbox:
        netease.now.cut = Cut(1_200_000, "rst", times=99)
        came = list(mailbox.waiting(nothing_known))
    assert [m.octets for m in came] == [mail(n, b"z" * 500_000) for n in range(12)]


def test_a_line_that_is_cut_again_and_again_is_a_fault_and_never_half_a_mail(netease):
    netease.account.append("INBOX", mail(1, b"x" * 100_000))
    netease.now.cut = Cut(50_000, "rst", times=100)
    clock = Clock()
    with Mailbox(netease.settings(), clock) as mailbox:
        for _ in range(10):
            with pytest.raises(FaultError) as caught:
                list(mailbox.waiting(nothing_known))
            assert caught.value.retry
            clock.time += 1
        assert len(netease.said("LOGIN")) == 2  # then it waits, rather than log in at every poll
        netease.now.cut = None
        clock.time += 60
        assert len(list(mailbox.waiting(nothing_known))) == 1


def test_a_mail_that_another_client_deletes_meanwhile_stops_nothing(netease):
    uids = [netease.account.append("INBOX", mail(n)) for n in range(3)]
    netease.now.vanish[uids[1]] = lambda: netease.account.expunge([uids[1]])
    came = [m.uid for m in read(netease)]
    assert {uids[0], uids[2]} <= set(came) <= set(uids)  # Dovecot may still give what its own session saw


def test_a_mail_whose_octets_are_gone_is_passed_over_or_named_but_stops_nothing(netease):
    uids = [netease.account.append("INBOX", mail(n)) for n in range(3)]
    [second] = [p for p in netease.account.folder_path("INBOX").glob("*/*M*P*") if b"number 1" in p.read_bytes()]
    netease.now.vanish[uids[1]] = second.unlink
    came = read(netease)
    assert [m.uid for m in came if isinstance(m, RawMessage)] == [uids[0], uids[2]]
    assert all(not m.final for m in came if isinstance(m, Refusal))


def test_one_mail_that_the_server_cannot_give_holds_up_no_other(netease):
    uids = [netease.account.append("INBOX", mail(n)) for n in range(4)]
    netease.now.refuse_fetch_of = frozenset({uids[2]})
    came = read(netease)
    assert [m.uid for m in came] == uids
    assert [isinstance(m, Refusal) for m in came] == [False, False, True, False]
    assert came[2].final is False


@pytest.mark.parametrize(
    ("answer", "retry", "advice"),
    [
        (WRONG_PASSWORD, False, "授权码"),
        (BUSY, True, "稍后"),
        ("NO LOGIN Unsafe Login. Please contact kefu@188.com", False, "kefu@188.com"),
    ],
)
def test_a_refused_login_is_told_in_chinese_and_not_tried_again_at_once(netease, answer, retry, advice):
    netease.now.login = answer
    clock = Clock()
    mailbox = Mailbox(netease.settings(), clock)
    for _ in range(59):
        with pytest.raises(FaultError, match=advice) as caught:
            list(mailbox.waiting(nothing_known))
        assert caught.value.retry is retry
        assert "abcdefghijklmnop" not in str(caught.value)
        assert "（b'" not in str(caught.value)
        clock.time += 1
    assert len(netease.said("LOGIN")) == 1
    netease.now.login = None
    clock.time += 1
    assert list(mailbox.waiting(nothing_known)) == []
    mailbox.close()


def test_the_pause_after_refused_logins_grows_to_a_quarter_of_an_hour(netease):
    netease.now.login = WRONG_PASSWORD
    clock = Clock()
    mailbox = Mailbox(netease.settings(), clock)
    for minute in range(240):
        clock.time = 1000 + 60 * minute
        with pytest.raises(FaultError):
            list(mailbox.waiting(nothing_known))
    assert 15 <= len(netease.said("LOGIN")) <= 22


def test_an_account_that_is_held_for_unsafe_has_its_own_words(netease):
    netease.now.unsafe = True
    with Mailbox(netease.settings()) as mailbox, pytest.raises(FaultError, match="不安全") as caught:
        list(mailbox.waiting(nothing_known))
    assert caught.value.retry is False
    assert "kefu@188.com" in str(caught.value)


def test_a_server_that_hangs_up_at_once_is_tried_again_within_half_a_minute(netease):
    netease.now.bye = True
    clock = Clock()
    mailbox = Mailbox(netease.settings(), clock)
    for _ in range(20):
        with pytest.raises(FaultError) as caught:
            list(mailbox.waiting(nothing_known))
        assert caught.value.retry
        clock.time += 31
    netease.now.bye = False
    assert list(mailbox.waiting(nothing_known)) == []
    mailbox.close()


def test_a_line_lost_during_login_is_no_wrong_password(netease):
    netease.now.drop_before = b"LOGIN"
    with pytest.raises(FaultError) as caught:
        read(netease)
    assert caught.value.retry
    assert "授权码" not in str(caught.value)


def test_nobody_at_the_port_and_no_such_host_are_told_apart(dovecot, netease):
    port = netease.port
    netease.__exit__()
    with pytest.raises(FaultError, match="拒绝连接"):
        read(dovecot, port=port)
    with pytest.raises(FaultError, match="找不到主机"):
        read(dovecot, host="no-such-host.invalid")


def test_a_folder_that_does_not_exist_is_named_after_the_others_were_read(dovecot):
    dovecot.append("INBOX", mail())
    came = []
    with Mailbox(dovecot.settings(folders=["申报", "INBOX"])) as mailbox, pytest.raises(FaultError, match="“申报”") as caught:
        came.extend(mailbox.waiting(nothing_known))
    assert [m.octets for m in came] == [mail()]
    assert caught.value.retry is False


def test_a_renumbering_in_the_middle_of_a_round_ends_it_for_that_folder(netease):
    netease.account.deliver(mail(1, b"a" * 6_000_000))
    netease.account.deliver(mail(2, b"b" * 6_000_000))
    with Mailbox(netease.settings()) as mailbox:
        steps = mailbox._all_batches(nothing_known)  # without the thread that is one step ahead: the moment matters
        assert next(steps)[1][0].octets == mail(1, b"a" * 6_000_000)
        netease.hang_up()
        netease.account.renumber()
        with pytest.raises(FaultError, match="重新编号"):
            next(steps)
        assert len(list(mailbox.waiting(nothing_known))) == 2


# ---- encryption ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_comes_over_an_encrypted_line_whose_certificate_is_checked(dovecot_tls, monkeypatch, security):
    account, certificate = dovecot_tls
    account.append("INBOX", mail())
    settings = account.settings(host="localhost", security=security, port=account.server.tls_port if security == "tls" else account.port)
    with Mailbox(settings) as mailbox, pytest.raises(FaultError, match="证书") as caught:
        list(mailbox.waiting(nothing_known))
    assert caught.value.retry is False
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Mailbox(settings) as mailbox:
        assert [m.octets for m in mailbox.waiting(nothing_known)] == [mail()]


def test_the_wrong_kind_of_port_is_named(dovecot, dovecot_tls):
    with pytest.raises(FaultError, match="不是加密端口"):
        read(dovecot, security="tls")


def test_a_server_that_wants_encryption_is_not_taken_for_a_wrong_password(netease):
    netease.now.login = "NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections."
    with pytest.raises(FaultError, match=r"imap\.security"):
        read(netease)


# ---- what was sent ---------------------------------------------------------------------------------------------------


def test_a_letter_is_found_among_what_was_sent_by_its_message_id(netease):
    netease.account.create("已发送")
    for n in range(3):
        netease.account.append("已发送", b"Message-ID: <QC2019-0001.%d.ab@example.com>\r\nSubject: x\r\n\r\n" % n)
    with Mailbox(netease.settings()) as mailbox:
        assert mailbox.was_sent("<QC2019-0001.1.ab@example.com>")
        assert not mailbox.was_sent("<QC2019-0001.9.ab@example.com>")
        assert not mailbox.was_sent("<QC2019-0001.1.ab@example.co>")
    assert netease.account.flags("已发送") == {1: (), 2: (), 3: ()}


def test_nothing_was_sent_where_there_is_no_folder_for_it(netease):
    with Mailbox(netease.settings()) as mailbox:
        assert not mailbox.was_sent("<a@b>")


# ---- check-config ----------------------------------------------------------------------------------------------------


def test_the_probe_tells_what_server_and_folders_are(netease):
    netease.account.append("INBOX", mail(), WHEN)
    netease.account.create("垃圾邮件")
    netease.account.create("病毒邮件")
    with Mailbox(netease.settings()) as mailbox:
        report = mailbox.probe()
    text = "\n".join(report.lines())
    assert "X-CM-EXT-1" in report.capabilities
    assert report.server_id["name"] == "Coremail Imap"
    assert {f.name: (f.polled, f.junk, f.messages) for f in report.folders} == {
        "INBOX": (True, False, 1), "垃圾邮件": (True, True, 0), "病毒邮件": (False, False, None),
    }  # fmt: skip
    assert "2019-05-20" in text
    assert "病毒邮件" in text
    assert report.advice() == ()


def test_the_probe_names_a_folder_that_cannot_be_opened(dovecot):
    with Mailbox(dovecot.settings(folders=["INBOX", "申报"])) as mailbox:
        assert any("申报" in line for line in mailbox.probe().advice())


@pytest.mark.parametrize(("days", "warned"), [(1, False), (24, False), (29, True), (30, True), (31, False), (300, False)])
def test_a_mailbox_that_begins_thirty_days_ago_is_suspected_of_hiding_older_mail(days, warned):
    now = datetime(2019, 5, 20, tzinfo=UTC)
    folder = FolderReport("INBOX", polled=True, junk=False, messages=60, oldest=now - timedelta(days=days, hours=1))
    assert bool(MailboxReport("h:993", (), {}, (folder,)).advice(now)) is warned
