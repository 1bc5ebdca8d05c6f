"""How fast and how large, side by side with a peer or a lower bound in one run; `make bench` runs them all."""
