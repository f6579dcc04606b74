"""Measurements, out of the default run; each prints one JSON object as its last line."""
