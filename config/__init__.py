"""This machine (settings) and this year (campaign)."""
