"""The shell around reading and judging: what happens, in which order (one_pass.py); everything here takes the Desk."""
