"""What the agreements say, and how a case is matched against them. Knows nothing of conversations or services."""
