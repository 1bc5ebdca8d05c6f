"""From the mailbox to an Envelope."""
