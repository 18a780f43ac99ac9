"""The conversation as pure functions over plain data. Knows no SDK, no database, no HTTP."""
