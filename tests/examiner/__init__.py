"""Filings as clerks and other programs would draw them, with the truth beside each file; knows nothing of the parsers."""
