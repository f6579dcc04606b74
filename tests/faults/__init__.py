"""What goes wrong around the bot: kills, Postgres, VK, time. Each test ends with a reconciliation of both sides."""
