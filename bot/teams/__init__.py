"""The Teams app package: what Teams shows of the bot, and where it finds it."""
