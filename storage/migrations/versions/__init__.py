"""One file a step, numbered; none is changed once it was published."""
