"""Invented filings as units send them, with the truth of every file and the mistakes planted in them; for the demo and the tests."""

from demo.samples.filings import make_filing
from demo.samples.habits import Habits, any_habits
from demo.samples.mails import Letter, make_mail, message_id, written
from demo.samples.mistakes import MISTAKES
from demo.samples.nouns import Planted, SampleFile, SampleFiling, Truth
from demo.samples.stories import DemoMail, demo_filings

__all__ = [
    "MISTAKES",
    "DemoMail",
    "Habits",
    "Letter",
    "Planted",
    "SampleFile",
    "SampleFiling",
    "Truth",
    "any_habits",
    "demo_filings",
    "make_filing",
    "make_mail",
    "message_id",
    "written",
]
