"""The outbox on a real SMTP server that answers with the code table, in every phase, and loses the line where it is told to."""

import itertools
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Address, FaultError, Letter, OutgoingFile
from notifier.caps import may_send
from notifier.mime import UnaddressableError, message_id, octets_of, origin_of
from notifier.outbox import OutboxItem, Postman
from notifier.smtp_codes import MOST_ATTEMPTS, Outcome, Phase, back_off, decide, lost
from tests.letterbox import DROP, KEEP_AND_DROP, STALL, Letterbox

BEIJING = timezone(timedelta(hours=8))
NOON = datetime(2019, 5, 20, 12, 0, tzinfo=BEIJING)
SENDER = "重庆市质量协会 <office@example.com>"
KEY = b"of this ledger"
IDENTITY = message_id("QC2019-0037", 5, SENDER, KEY)


def letter(**changes):
    own = {
        "template": "complete", "to": Address("张三", "unit@example.cn"), "subject": "申报材料已收到（QC2019-0037）：重庆某某有限公司",
        "text": "贵单位的材料已收到。\n.\n受理号：QC2019-0037\n", "html": "<p>贵单位的材料已收到。</p>", "in_reply_to": "<a@unit.cn>",
        "references": ("<first@unit.cn>", "<a@unit.cn>"), "covers": (1,),
    }  # fmt: skip
    return Letter(**(own | changes))


def item(**changes):
    return OutboxItem(letter(), IDENTITY, **changes)


def sent(box, *items, **changes):
    with Postman(box.settings(**changes), lambda: NOON) as postman:
        return [postman.send(i) for i in items or (item(),)]


def parsed(**changes):
    return message_from_bytes(octets_of(letter(**changes), IDENTITY, SENDER, NOON), policy=policy.default)


# ---- what goes over the wire -----------------------------------------------------------------------------------------


def test_a_letter_arrives_whole_with_all_it_must_say(letterbox):
    [delivery] = sent(letterbox)
    [mail] = letterbox.taken
    message = mail.message
    assert delivery.is_sent
    assert (mail.sender, mail.recipient) == ("office@example.com", "unit@example.cn")
    assert message["From"].addresses[0].display_name == "质量协会"
    assert message["To"].addresses[0].display_name == "张三"
    assert message["Subject"] == letter().subject
    assert message["Date"].datetime == NOON
    assert message["Message-ID"] == IDENTITY
    assert message["In-Reply-To"] == "<a@unit.cn>"
    assert message["References"] == "<first@unit.cn> <a@unit.cn>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Precedence"] is None
    assert message.get_body(("plain",)).get_content().splitlines() == letter().text.splitlines()
    assert message.get_body(("html",)).get_content().strip() == letter().html


def test_precedence_bulk_is_a_setting(letterbox):
    sent(letterbox, precedence_bulk=True)
    assert letterbox.taken[0].message["Precedence"] == "bulk"


def test_the_envelopes_sender_is_the_account():
    with Letterbox(user="account@example.com") as box:
        sent(box, sender="质量协会 <office@example.com>")
        assert box.taken[0].sender == "account@example.com"


def test_a_letter_that_answers_nothing_is_generated_not_replied():
    assert parsed(in_reply_to="", references=(), covers=())["Auto-Submitted"] == "auto-generated"


def test_files_arrive_octet_for_octet_under_their_chinese_names():
    files = (
        OutgoingFile(
            "附件2 2019年重庆市优秀质量管理小组申报表（重庆长安汽车股份有限公司）.docx", "application/msword", bytes(range(256)) * 40
        ),
        OutgoingFile("汇总表.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b".\r\n.\n..\r\n"),
    )
    octets = octets_of(letter(files=files), IDENTITY, SENDER, NOON)
    came = list(message_from_bytes(octets, policy=policy.default).iter_attachments())
    assert [(a.get_filename(), a.get_content()) for a in came] == [(f.name, f.octets) for f in files]
    assert b"filename*" in octets


def test_nothing_in_a_letter_adds_a_header_or_a_recipient():
    evil = "x\r\nBcc: spy@example.org\r\n\r\nbody"
    message = parsed(
        subject=evil,
        to=Address(evil, "unit@example.cn"),
        in_reply_to=f"<a@b>\r\nBcc: spy@example.org {evil}",
        references=(evil, "<c@d>\nBcc: e@f"),
    )
    assert message["Bcc"] is None
    assert [a.addr_spec for a in message["To"].addresses] == ["unit@example.cn"]
    assert message["In-Reply-To"] == "<a@b>"
    assert message["References"] == "<c@d> <a@b>"
    assert message.is_multipart()


@pytest.mark.parametrize("address", ["", "张三", "a@b, c@d.cn", "a@b\r\nRCPT TO:<x@y>", "a b@c.cn", "用户@例子.中国", "<a@b.cn>", "a@b@c"])
def test_what_is_no_address_is_parked_and_never_reaches_the_server(letterbox, address):
    [delivery] = sent(letterbox, OutboxItem(letter(to=Address("", address)), IDENTITY))
    assert delivery.outcome is Outcome.PARKED
    assert letterbox.connections == 0
    with pytest.raises(UnaddressableError):
        octets_of(letter(to=Address("", address)), IDENTITY, SENDER, NOON)


def test_a_chinese_domain_goes_over_the_wire_in_its_ascii_form(letterbox):
    [delivery] = sent(letterbox, OutboxItem(letter(to=Address("张三", "zhang@例子.中国")), IDENTITY))
    assert delivery.is_sent
    assert letterbox.taken[0].recipient == "zhang@xn--fsqu00a.xn--fiqs8s"
    assert letterbox.taken[0].message["To"].addresses[0].addr_spec == "zhang@xn--fsqu00a.xn--fiqs8s"


def test_long_identifiers_stay_as_they_are():
    long = "<" + "x" * 300 + "@unit.cn>"
    message = parsed(in_reply_to=long, references=tuple(f"<{n}{'y' * 120}@unit.cn>" for n in range(60)))
    assert message["In-Reply-To"] == long
    chain = message["References"].split()
    assert len(chain) == 20
    assert chain[0].startswith("<0y")
    assert chain[-1] == long


@given(st.text(max_size=120), st.text(max_size=60))
def test_whatever_a_subject_or_name_holds_it_is_one_header_and_reads_the_same(subject, name):
    message = parsed(subject=subject, to=Address(name, "unit@example.cn"))
    plain = [a.addr_spec for a in message["To"].addresses]
    assert plain == ["unit@example.cn"]
    assert message["Message-ID"] == IDENTITY
    assert message["Bcc"] is None


@given(
    st.text(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("（）、：QC2019-0037 ，。"), min_size=1, max_size=90
    )
)
def test_a_chinese_subject_reads_as_it_was_written(subject):
    assert " ".join(parsed(subject=subject)["Subject"].split()) == " ".join(subject.split())


@given(st.text(st.sampled_from('质量协会 (),;:"\\[]@.<>a-z'), max_size=40))
def test_a_display_name_is_never_an_address(name):
    message = parsed(to=Address(name, "unit@example.cn"))
    [to] = message["To"].addresses
    assert to.addr_spec == "unit@example.cn"


def test_lines_that_begin_with_a_dot_arrive(letterbox):
    text = ".\n..\n.x\n"
    sent(letterbox, OutboxItem(letter(text=text, html="", files=(OutgoingFile("a.txt", "text/plain", b".\n.\n"),)), IDENTITY))
    assert letterbox.taken[0].message.get_body(("plain",)).get_content().splitlines() == text.splitlines()


def test_a_message_id_is_the_same_every_time_and_tells_whose_it_is():
    again = message_id("QC2019-0037", 5, SENDER, KEY)
    assert again == IDENTITY
    assert IDENTITY.startswith("<QC2019-0037.5.")
    assert IDENTITY.endswith("@example.com>")
    assert origin_of(IDENTITY, KEY) == ("QC2019-0037", 5)
    assert message_id("QC2019-0037", 6, SENDER, KEY) != IDENTITY
    assert origin_of(IDENTITY.replace(".5.", ".6."), KEY) is None
    assert origin_of("<a@b>", KEY) is None
    assert origin_of(IDENTITY, b"another") is None


# ---- what an answer means --------------------------------------------------------------------------------------------

TABLE = [
    ("421 HL:REP 126 smtp", Outcome.PAUSE), ("421 HL:ICC x", Outcome.PAUSE), ("421 HL:IFC x", Outcome.PAUSE), ("421 HL:MEP x", Outcome.PAUSE),
    ("450 MI:CEL", Outcome.PAUSE), ("450 MI:DMC", Outcome.PAUSE), ("450 RP:DRC", Outcome.PAUSE),
    ("451 DT:SPM, please try again", Outcome.RETRY),
    ("451 Requested mail action not taken: too much fail authentication", Outcome.ALARM),
    ("451 MI:SFQ 126 smtp", Outcome.PAUSE), ("451 RP:QRC", Outcome.PAUSE),
    ("550 MI:STC", Outcome.TOMORROW), ("554 MI:STC", Outcome.TOMORROW), ("550 RP:TRC", Outcome.TOMORROW),
    ("550 RP:RCL", Outcome.PARKED), ("550 DT:SPM", Outcome.PARKED), ("554 DT:SPM 126 smtp1", Outcome.PARKED),
    ("554 DT:SUM", Outcome.ALARM), ("553 Mail from must equal authorized user", Outcome.ALARM),
    ("554 MI:SPB", Outcome.ALARM), ("554 HL:IHU", Outcome.ALARM), ("554 HL:IPB", Outcome.ALARM), ("554 HL:ITC", Outcome.ALARM),
    ("550 Invalid User", Outcome.PARKED), ("550 User not found: unit@example.cn", Outcome.PARKED), ("550 MI:SPF", Outcome.PARKED), ("550 MI:DMA", Outcome.PARKED),
    ("452 insufficient storage", Outcome.RETRY), ("552 too big", Outcome.PARKED), ("571 no", Outcome.PARKED),
]  # fmt: skip


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize(("answer", "outcome"), TABLE)
def test_the_code_table_is_obeyed_in_every_phase_of_a_letter(letterbox, phase, answer, outcome):
    letterbox.answers(phase, answer)
    [delivery] = sent(letterbox)
    assert delivery.outcome is outcome
    assert delivery.code == int(answer[:3])
    assert letterbox.taken == []
    assert (delivery.wait > 0) == (outcome is not Outcome.PARKED)
    assert delivery.reason


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("421 4.3.2 come back later", Outcome.PAUSE),
        ("554 HL:IPB", Outcome.ALARM),
        ("554 no", Outcome.ALARM),
        ("550 DT:SPM", Outcome.ALARM),
        ("552 mailbox full", Outcome.ALARM),
        ("451 DT:SPM, please try again", Outcome.PAUSE),
        (DROP, Outcome.PAUSE),
        (STALL, Outcome.PAUSE),
    ],
)
def test_a_refused_connection_holds_up_everything_and_blames_no_letter(letterbox, answer, outcome):
    letterbox.answers("connect", answer)
    [delivery] = sent(letterbox, read_seconds=1, connect_seconds=1)
    assert delivery.outcome is outcome
    assert delivery.concerns_all


def test_nobody_at_the_port_is_a_pause_of_less_than_a_minute():
    with Letterbox() as box:
        settings = box.settings()
    with Postman(settings, lambda: NOON) as postman:
        delivery = postman.send(item())
    assert delivery.outcome is Outcome.PAUSE
    assert 0 < delivery.wait < 60


@pytest.mark.parametrize(
    "answer",
    [
        "535 Error: authentication failed",
        "535 Error: authentication failed, system busy",
        "451 Requested mail action not taken: too much fail authentication",
    ],
)
def test_a_refused_login_is_an_alarm(answer):
    with Letterbox(user="account@example.com") as box:
        box.answers("auth", *[answer] * 4)
        [delivery] = sent(box)
        assert delivery.outcome is Outcome.ALARM
        assert box.taken == []


def test_a_wrong_password_is_an_alarm_that_never_shows_the_password():
    with Letterbox(user="account@example.com") as box:
        [delivery] = sent(box, password="not-the-right-one")
        assert delivery.outcome is Outcome.ALARM
        assert "授权码" in delivery.reason
        assert "not-the-right-one" not in repr(delivery)


def test_refused_starttls_sends_nothing_in_the_open(letterbox):
    [delivery] = sent(letterbox, security="starttls")
    assert delivery.outcome is Outcome.ALARM
    assert letterbox.taken == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_letter_goes_over_an_encrypted_line_whose_certificate_is_checked(request, certificate, monkeypatch, security):
    box = request.getfixturevalue(f"letterbox_{security}")
    [refused] = sent(box, security=security)
    assert refused.outcome is Outcome.ALARM
    assert "证书" in refused.reason
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    [delivery] = sent(box, security=security)
    assert delivery.is_sent
    assert len(box.taken) == 1


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("trouble", [DROP, STALL])
def test_a_line_lost_before_the_last_line_is_an_ordinary_retry(letterbox, phase, trouble):
    letterbox.answers(phase, trouble)
    [delivery] = sent(letterbox, read_seconds=1)
    assert delivery.outcome is Outcome.RETRY
    assert 60 <= delivery.wait <= 72


@pytest.mark.parametrize("trouble", [DROP, KEEP_AND_DROP, STALL])
def test_a_line_lost_after_the_last_line_leaves_the_letter_unknown(letterbox, trouble):
    letterbox.answers("dot", trouble)
    [delivery] = sent(letterbox, read_seconds=1)
    assert delivery.outcome is Outcome.UNKNOWN
    assert delivery.wait >= 600


def test_an_unknown_letter_goes_once_more_under_the_same_message_id_and_then_waits_for_a_person(letterbox):
    letterbox.answers("dot", KEEP_AND_DROP, None)
    sent(letterbox)
    [again] = sent(letterbox, item(was_unknown=True))
    assert again.is_sent
    assert [m.message["Message-ID"] for m in letterbox.taken] == [IDENTITY, IDENTITY]
    letterbox.answers("dot", KEEP_AND_DROP)
    [delivery] = sent(letterbox, item(was_unknown=True))
    assert delivery.outcome is Outcome.PARKED


def test_one_refused_letter_does_not_touch_the_others(letterbox):
    letterbox.answers("rcpt", None, "550 User not found", None)
    outcomes = [d.outcome for d in sent(letterbox, item(), item(), item())]
    assert outcomes == [Outcome.SENT, Outcome.PARKED, Outcome.SENT]


def test_a_verdict_on_all_letters_leaves_the_server_alone_until_it_is_over(letterbox):
    now = NOON
    with Postman(letterbox.settings(), lambda: now) as postman:
        letterbox.answers("dot", "451 MI:SFQ")
        assert postman.send(item()).wait == 900
        now += timedelta(minutes=10)
        again = postman.send(item())
        assert (again.outcome, again.wait) == (Outcome.PAUSE, 300)
        assert letterbox.connections == 1
        now += timedelta(minutes=5)
        assert postman.send(item()).is_sent


def test_letters_that_follow_closely_share_a_connection(letterbox):
    assert all(d.is_sent for d in sent(letterbox, *[item()] * 25))
    assert letterbox.connections == 2  # twenty a connection


def test_a_long_interval_closes_the_connection_after_every_letter(letterbox):
    sent(letterbox, item(), item(), interval_seconds=30)
    assert letterbox.connections == 2


def test_a_connection_that_died_of_idleness_is_opened_again_without_a_word(letterbox):
    with Postman(letterbox.settings(), lambda: NOON) as postman:
        assert postman.send(item()).is_sent
        letterbox.answers("mail", DROP)
        assert postman.send(item()).is_sent
    assert len(letterbox.taken) == 2


def test_back_off_grows_from_a_minute_to_six_hours_and_ends_after_about_three_days():
    waits = [back_off(n) for n in range(MOST_ATTEMPTS)]
    assert waits[0] == 60
    assert max(waits) == 6 * 3600
    assert waits == sorted(waits)
    assert timedelta(days=2) < timedelta(seconds=sum(waits)) < timedelta(days=4)
    assert decide(451, "later", MOST_ATTEMPTS - 1, Phase.DOT).outcome is Outcome.PARKED
    assert lost("gone", MOST_ATTEMPTS - 1, Phase.MAIL).outcome is Outcome.PARKED


def test_a_letter_held_for_spam_three_times_waits_for_a_person():
    outcomes = [decide(451, "DT:SPM, please try again", n, Phase.DOT).outcome for n in range(3)]
    assert outcomes == [Outcome.RETRY, Outcome.RETRY, Outcome.PARKED]


def test_the_days_quota_used_up_waits_for_tomorrow_in_the_clocks_own_zone(letterbox):
    letterbox.answers("dot", "554 MI:STC")
    [delivery] = sent(letterbox)
    assert delivery.wait == timedelta(hours=12, minutes=10).total_seconds()


@given(st.integers(200, 599), st.text(max_size=40), st.integers(0, 50), st.sampled_from(Phase))
def test_every_answer_has_a_verdict_and_a_5xx_never_sends_a_letter_again_at_once(code, text, attempts, phase):
    delivery = decide(code, text, attempts, phase)
    assert delivery.is_sent == (code < 300)
    if code >= 500:
        assert delivery.outcome in {Outcome.PARKED, Outcome.TOMORROW, Outcome.ALARM}
    assert (delivery.wait > 0) == (delivery.outcome not in {Outcome.SENT, Outcome.PARKED})


# ---- check-config ----------------------------------------------------------------------------------------------------


def test_the_probe_tells_what_the_server_can_do_and_sends_nothing():
    with Letterbox(user="account@example.com") as box:
        with Postman(box.settings(), lambda: NOON) as postman:
            report = postman.probe()
        assert report.logged_in
        assert any(line.startswith("AUTH") for line in report.features)
        assert box.taken == []


def test_the_probe_says_in_chinese_what_to_mend():
    with Letterbox(user="account@example.com") as box, Postman(box.settings(password="wrong"), lambda: NOON) as postman:
        with pytest.raises(FaultError, match="授权码") as caught:
            postman.probe()
        assert caught.value.retry is False


# ---- caps ------------------------------------------------------------------------------------------------------------


def caps(box_settings=None, **changes):
    with Letterbox() as box:
        return box.settings(**{"interval_seconds": 30, "per_day": 5, "per_sender_per_day": 3, **changes})


def test_a_letter_may_go_at_once_where_nothing_went_before():
    assert may_send(NOON, "a@b.cn", [], caps()) == NOON


def test_the_next_letter_waits_for_the_interval_whoever_it_is_for():
    history = [(NOON - timedelta(seconds=10), "x@y.cn")]
    assert may_send(NOON, "a@b.cn", history, caps()) == NOON + timedelta(seconds=20)
    assert may_send(NOON, "a@b.cn", history, caps(interval_seconds=0)) == NOON


def test_the_caps_of_a_day_end_with_the_day_in_our_zone_not_in_utc():
    midnight = datetime(2019, 5, 21, tzinfo=BEIJING)
    yesterday_here = datetime(2019, 5, 19, 15, 59, tzinfo=UTC)  # 23:59 of the 19th in Beijing
    same = [(NOON - timedelta(hours=n), "A@b.cn") for n in (1, 2, 3)]
    assert may_send(NOON, "a@B.cn", same, caps()) == midnight
    assert may_send(NOON, "other@b.cn", same, caps()) == NOON
    assert may_send(NOON, "a@b.cn", [*same[:2], (yesterday_here, "a@b.cn")], caps()) == NOON
    all_day = [(NOON - timedelta(hours=1, minutes=n), f"{n}@b.cn") for n in range(5)]
    assert may_send(NOON, "a@b.cn", all_day, caps()) == midnight
    assert may_send(NOON, "a@b.cn", all_day, caps(per_day=0)) == NOON


@given(st.lists(st.tuples(st.integers(0, 86_400), st.sampled_from(["a@b.cn", "c@d.cn"])), max_size=12))
def test_letters_sent_when_they_may_go_never_break_a_cap(steps):
    settings = _CAPS
    now, history = NOON, []
    for step, to in steps:
        now = may_send(now + timedelta(seconds=step), to, history, settings)
        history.append((now, to))
    days = {at.date() for at, _ in history}
    assert all(sum(at.date() == day for at, _ in history) <= 5 for day in days)
    assert all(sum(at.date() == day and whom == to for at, whom in history) <= 3 for day in days for to in ("a@b.cn", "c@d.cn"))
    assert all(later - earlier >= timedelta(seconds=30) for (earlier, _), (later, _) in itertools.pairwise(history))


_CAPS = caps()
