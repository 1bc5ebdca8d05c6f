"""The catalogue of rules: every rule of the specification, worded, placed, explained; and what happens when one fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checks import catalogue, pages
from checks.catalogue import CHECKS, catalogue_problems, screen
from checks.rule import Check, Hit
from config.campaign import Campaign, RuleSpec
from model import Decision, FindingState, KnownFinding, Level
from tests.builders import (
    FLY,
    NOTE,
    PROBLEM,
    WARNING,
    at,
    campaign,
    circle,
    circle_list,
    circle_papers,
    filing,
    hits,
    mail,
    one,
    statistics,
    whole_circle_filing,
)

# rules.md, in its words: the names are public
PUBLIC = {
    "no-attachment": PROBLEM,
    "cloud-attachment": PROBLEM,
    "unreadable-file": PROBLEM,
    "password-protected": PROBLEM,
    "archive-limit": PROBLEM,
    "dangerous-file": WARNING,
    "blank-form": PROBLEM,
    "late-submission": WARNING,
    "wrong-year-form": WARNING,
    "not-this-campaign": WARNING,
    "unknown-unit": WARNING,
    "resubmission": NOTE,
    "unrecognized-file": NOTE,
    "word-file-required": PROBLEM,
    "excel-instead-of-word": NOTE,
    "report-not-word": PROBLEM,
    "missing-recommendation": PROBLEM,
    "missing-application": PROBLEM,
    "missing-report": PROBLEM,
    "missing-material": PROBLEM,
    "missing-statistics": Level.REMINDER,
    "missing-summary": Level.REMINDER,
    "missing-certificates": Level.REMINDER,
    "missing-self-assessment": Level.REMINDER,
    "missing-review-opinions": WARNING,
    "unlisted-entry": PROBLEM,
    "name-mismatch": PROBLEM,
    "member-count-mismatch": PROBLEM,
    "size-mismatch": PROBLEM,
    "leader-mismatch": WARNING,
    "company-mismatch": WARNING,
    "topic-mismatch": WARNING,
    "duplicate-entry": WARNING,
    "recommended-count-mismatch": WARNING,
    "required-blank": PROBLEM,
    "indicator-blank": PROBLEM,
    "invalid-topic-type": PROBLEM,
    "number-unreadable": PROBLEM,
    "benefit-in-words": Level.REMINDER,
    "invalid-phone": Level.REMINDER,
    "invalid-postal-code": Level.REMINDER,
    "invalid-email": Level.REMINDER,
    "percentage-out-of-range": Level.REMINDER,
    "total-below-current-year": Level.REMINDER,
    "active-above-total": Level.REMINDER,
    "placeholder-left": PROBLEM,
    "lost-character": PROBLEM,
    "member-list-cut-short": PROBLEM,
    "duplicate-member": WARNING,
    "material-too-long": PROBLEM,
    "summary-length": NOTE,
    "summary-section-missing": NOTE,
    "registered-too-early": WARNING,
    "too-few-reviewers": PROBLEM,
    "certificate-blank": PROBLEM,
    "certificate-expired": WARNING,
    "accident-reported": WARNING,
    "reviewer-is-member": WARNING,
    "activity-unfinished": WARNING,
    "percent-ambiguous": WARNING,
    "benefit-unit-suspect": WARNING,
    "benefit-implausible": WARNING,
    "expense-implausible": WARNING,
    "zero-statistics": WARNING,
    "abbreviated-organization": WARNING,
    "circle-size-unusual": NOTE,
    "active-above-registered": NOTE,
    "recommended-above-registered": NOTE,
    "benefit-below-sum": NOTE,
    "rates-contradict": NOTE,
    "unknown-district": NOTE,
    "parent-in-circle-name": NOTE,
    "topic-style": NOTE,
    "unauthenticated-sender": NOTE,
}
UNKIND = ("缺少", "错误", "不合格者", "不合格的材料", "未提交", "损坏", "!", "！", "温馨提示", "不符合资格")


def year(**rules: RuleSpec) -> Campaign:
    return campaign().model_copy(update={"rules": {**campaign().rules, **rules}})


def test_the_code_and_the_year_hold_every_public_rule_at_its_level():
    assert {name: check.level for name, check in CHECKS.items()} == PUBLIC
    assert {name: spec.level for name, spec in campaign().rules.items()} == PUBLIC


def test_the_year_has_nothing_that_the_code_does_not_know():
    assert catalogue_problems(campaign()) == ()


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_rule_says_why_and_speaks_politely(name):
    spec = campaign().rules[name]
    assert spec.why
    assert CHECKS[name].reason
    for sentence in (spec.says, *spec.variants.values()):
        assert sentence.endswith("。")
        assert not [word for word in UNKIND if word in sentence]


@pytest.mark.parametrize("name", sorted(n for n, level in PUBLIC.items() if level is PROBLEM))
def test_every_problem_names_a_clause_of_the_notice(name):
    assert campaign().rules[name].clause


@pytest.mark.parametrize("path", sorted({path for check in CHECKS.values() for path in check.reads}))
def test_what_a_rule_reads_is_there(path):
    form, *rest = path.split(".")
    spec = campaign().forms.get(form)
    if spec is None:
        assert path in {"mail", "attachments", "filing", "form titles"}
    elif len(rest) == 1:
        assert spec.field(rest[0]) or spec.roster(rest[0])
    elif rest:
        roster = spec.roster(rest[0])
        assert roster
        assert rest[1] in {c.id for c in roster.columns}


def test_limits_that_name_fields_name_real_ones():
    for name, key in (("benefit-in-words", "fields"), ("percentage-out-of-range", "fields"), ("number-unreadable", "not_fields")):
        for path in campaign().rules[name].limits[key]:
            assert pages._in_words(path, campaign()) != campaign().forms[path.split(".")[0]].short_name


def test_the_written_catalogue_is_current():
    written = Path(__file__).parent.parent / "docs" / "rules.md"
    assert written.read_text(encoding="utf-8") == pages.catalogue_page(campaign()), "run: .venv/bin/python docs/write_rules.py"


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_explain_prints_level_reason_and_an_example(name):
    page = pages.explain(name, campaign())
    assert page.startswith(name)
    assert campaign().rules[name].why in page
    assert "{" not in page.split("限度：")[0]


def test_explain_of_an_unknown_rule_names_the_near_ones():
    with pytest.raises(pages.UnknownRuleError, match="size-mismatch"):
        pages.explain("size-mismatsch", campaign())


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"says": "{nobody}。"}, "占位符 nobody"),
        ({"says": "{place。"}, "花括号"),
        ({"variants": {"other": "甲。"}}, "variants.other"),
        ({"limits": {"most": 3}}, "limits.most"),
        ({"clauses": {"no_form": "甲"}}, "clauses.no_form"),
    ],
)
def test_a_mistake_in_the_years_rules_is_named_at_load(change, complaint):
    spec = campaign().rules["size-mismatch"].model_copy(update=change)
    (line,) = catalogue_problems(year(**{"size-mismatch": spec}))
    assert "[size-mismatch]" in line
    assert complaint in line


def test_a_missing_wording_or_limit_and_an_unknown_rule_are_named_at_load():
    spec = campaign().rules["unreadable-file"].model_copy(update={"limits": {}, "variants": {}})
    lines = catalogue_problems(year(**{"unreadable-file": spec, "no-such-rule": spec}))
    assert any("no-such-rule" in line for line in lines)
    assert any("limits.not_papers" in line for line in lines)
    assert any("variants.our_fault" in line for line in lines)


def test_a_rule_that_the_year_turns_off_says_nothing():
    off = campaign().rules["missing-statistics"].model_copy(update={"level": Level.OFF})
    papers = filing(circle_list(), *circle_papers())
    assert "missing-statistics" not in {f.rule for f in screen(papers, year(**{"missing-statistics": off})).findings}


def test_the_year_sets_the_level_but_an_uncertain_reading_stays_with_staff():
    raised = year(**{"missing-statistics": campaign().rules["missing-statistics"].model_copy(update={"level": PROBLEM})})
    papers = filing(circle_list(), *circle_papers())
    assert [f.level for f in screen(papers, raised).findings if f.rule == "missing-statistics"] == [PROBLEM]
    unsure = filing(circle_list(circle(topic_name=""), flags=("uncertain-layout",)))
    assert [f.level for f in hits("required-blank", unsure)] == [WARNING]


def test_a_rule_that_crashes_accuses_nobody_and_stops_no_other(monkeypatch):
    def crash(papers, limits):
        """Fail half-way."""
        yield Hit("circle_application", FLY, "member_count", params={"applied": "8", "listed": "3"})
        raise ZeroDivisionError("x")

    monkeypatch.setitem(catalogue.CHECKS, "size-mismatch", Check("size-mismatch", PROBLEM, crash, (), {}))
    papers = filing(circle_list(circle(member_count="8")), *circle_papers())
    found = screen(papers, campaign())
    assert [c.rule for c in found.crashes] == ["size-mismatch"]
    assert "ZeroDivisionError" in found.crashes[0].error
    rules = {f.rule for f in found.findings}
    assert "member-count-mismatch" in rules
    assert "size-mismatch" not in rules


def test_what_a_crashed_rule_had_found_before_is_not_taken_for_solved(monkeypatch):
    papers = filing(circle_list(circle(member_count="8")), *circle_papers())
    before = one("size-mismatch", papers)
    monkeypatch.setitem(catalogue.CHECKS, "size-mismatch", Check("size-mismatch", PROBLEM, lambda p, q: 1 / 0, (), {}))
    known = replace(papers, known=(KnownFinding(before, FindingState.OPEN, at(20)),))
    assert before in screen(known, campaign()).findings


def test_findings_are_in_the_order_of_the_annexes_and_rows_and_every_time_the_same():
    rows = (circle(topic_type="问题解决型", topic_name=""), circle("星火QC小组", "缩短换模准备时间", member_count="9"))
    papers = whole_circle_filing(statistics(circles_registered_total="1"), rows=rows)
    found = screen(papers, campaign()).findings
    order = [list(campaign().forms).index(f.form) for f in found if f.form]
    assert order == sorted(order)
    listed = [f.params["row"] for f in found if f.form == "circle_recommendation" and "row" in f.params]
    assert listed == sorted(listed)
    assert found == screen(papers, campaign()).findings


def test_every_finding_has_a_key_of_its_own_that_outlives_a_new_version():
    rows = (circle(member_count="8"), circle("星火QC小组", "缩短换模准备时间", topic_type="问题解决型"), circle(""), circle("", "课题二"))
    first = filing(circle_list(*rows), *circle_papers())
    keys = [f.key for f in screen(first, campaign()).findings]
    assert len(keys) == len(set(keys))
    again = filing(mail(circle_list(), *circle_papers()), mail(circle_list(*reversed(rows)), received_at=at(21)))
    assert one("member-count-mismatch", first).key == one("member-count-mismatch", again).key


def test_staffs_level_stands_above_the_years():
    papers = filing(circle_list(circle(member_count="8")), *circle_papers())
    word = Decision(1, "relevel", "member-count-mismatch", FLY, "", "problem", "note", "顾问未计入", "曹", at(21))
    assert one("member-count-mismatch", replace(papers, decisions=(word,))).level is NOTE
    other = replace(word, entry="星火QC小组")
    assert one("member-count-mismatch", replace(papers, decisions=(other,))).level is PROBLEM


def test_a_finding_gives_the_words_that_it_was_made_of():
    found = one("member-count-mismatch", filing(circle_list(circle(member_count="8")), *circle_papers()))
    assert (found.params["count"], found.params["names"], found.params["row"]) == ("8", 3, 1)
