"""The year's own texts: complete, and a slip in them is named with its place."""

from __future__ import annotations

import shutil

import pytest

from notifier.texts import text_problems
from tests.written_filings import campaign


@pytest.fixture
def copied(tmp_path):
    year = campaign()
    shutil.copytree(year.texts, tmp_path / "texts")
    return year.model_copy(update={"folder": tmp_path})


def test_the_shipped_texts_have_no_fault():
    assert text_problems(campaign()) == ()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("T1.j2", "{{ unti }}收悉", "不认识的占位词 unti"),
        ("T2.j2", "好\n{% if %}", "第2行：模板语法有误"),
        ("T3.j2", "{% for x in unopened %}", "模板语法有误"),
        ("T4.j2", "{{ links | nosuch }}", "模板语法有误"),
        ("words.toml", "[subjects", "不是正确的 TOML"),
    ],
)
def test_a_slip_is_named_with_its_file(copied, name, text, said):
    (copied.texts / name).write_text(text, encoding="utf-8")
    problems = text_problems(copied)
    assert len(problems) == 1
    assert name in problems[0]
    assert said in problems[0]


def test_a_text_that_is_not_there_or_not_utf8_is_named(copied):
    (copied.texts / "T5.j2").unlink()
    (copied.texts / "T6.j2").write_bytes("收悉".encode("gbk"))
    (copied.texts / "workbook.toml").unlink()
    problems = "\n".join(text_problems(copied))
    assert "T5.j2：缺少" in problems
    assert "T6.j2：不是 UTF-8" in problems
    assert "workbook.toml：文件不存在" in problems
