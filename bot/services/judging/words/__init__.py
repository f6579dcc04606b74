"""Lists of words and phrases, by area; what they mean together stands in `rules`."""
