"""A tiny reference model, and the real inbox, turns and outbox that must agree with it whatever happens in between."""
