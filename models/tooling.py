"""The configuration that the `tortoise` command line reads to write a migration; connects to nothing."""

from models.config import tortoise_config

TORTOISE_ORM = tortoise_config("postgres://nobody@127.0.0.1:1/none")
