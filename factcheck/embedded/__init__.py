"""Real PostgreSQL and Valkey for a machine that has neither, from the wheels that Claimdesk installs.

`home`, `secret`, `database_urls` and `redis_url` start nothing and are cheap: settings read them. `postgres()` and
`valkey()` are context managers: the first process in starts the server, the last one out stops it.
"""

from factcheck.embedded.account import place
from factcheck.embedded.broker import redis_url, valkey, wants_valkey
from factcheck.embedded.errors import CannotStart
from factcheck.embedded.place import home
from factcheck.embedded.postgresql import database_urls, postgres, prepare_database, wants_postgres
from factcheck.embedded.servers import Servers
from factcheck.embedded.strongbox import secret

__all__ = [
    "CannotStart",
    "Servers",
    "database_urls",
    "home",
    "place",
    "postgres",
    "prepare_database",
    "redis_url",
    "secret",
    "valkey",
    "wants_postgres",
    "wants_valkey",
]
