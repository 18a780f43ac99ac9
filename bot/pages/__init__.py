"""The pages that anybody may read without signing in: privacy, terms and support."""

from bot.pages.operator import Operator
from bot.pages.routes import pages

__all__ = ["Operator", "pages"]
