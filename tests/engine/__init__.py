"""The engine from outside: processes that die, stop, share their work; Postgres that goes away; what can be seen."""
