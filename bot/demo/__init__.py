"""One machine's demo: an embedded Postgres, the sandbox and the bot, started and stopped together."""
