"""Keeps people safe: personal data is masked before it is stored or logged. Plain Python, no Django."""
