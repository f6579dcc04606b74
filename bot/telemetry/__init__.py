"""What the program shows of itself: logs, metrics, errors. Lies beside the kit and knows nothing of schools."""
