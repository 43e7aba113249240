"""Proofs of safety that take too long for every run of the tests. `make audit` runs them all."""
