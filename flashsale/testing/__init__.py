"""What the tests start and share."""
