"""From findings to a letter, the digest and the workbook, and out of the door."""
