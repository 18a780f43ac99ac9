"""Understanding of free text: masking, then words, numbers, negation, places and intent."""

from knowledge.reading.lint import lint
from knowledge.reading.mask import Masked, mask
from knowledge.reading.reader import Reader, Reading

__all__ = ["Masked", "Reader", "Reading", "lint", "mask"]
