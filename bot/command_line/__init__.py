"""The operator's commands: each reads its arguments, does one thing and prints a few lines."""
