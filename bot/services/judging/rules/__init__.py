"""Rules over the meanings of `words`, by area; in each list the worst comes first."""
