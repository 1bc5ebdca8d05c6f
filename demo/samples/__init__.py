"""Invented filings as units send them, with the truth of every file and the mistakes planted in them; for the demo and the tests."""
