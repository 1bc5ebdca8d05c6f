"""The whole job on an embedded mailbox with sample filings."""
