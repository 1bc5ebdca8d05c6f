"""From a filing to findings."""
