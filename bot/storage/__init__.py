"""What is kept between two messages, in SQLite or PostgreSQL.

The modules are functions over a connection inside a transaction; `Database.run` gives them one.
"""

from bot.storage.database import Database
from bot.storage.errors import StaleStateError, StorageError

__all__ = ["Database", "StaleStateError", "StorageError"]
