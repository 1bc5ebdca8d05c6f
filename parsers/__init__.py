"""From an attachment to records."""
