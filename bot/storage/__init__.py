"""What outlives the process: the state of each conversation."""

from bot.storage.conversations import Conversations, StaleStateError, StorageError, Stored

__all__ = ["Conversations", "StaleStateError", "StorageError", "Stored"]
