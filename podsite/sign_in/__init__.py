"""Signing in to the admin: how often a password may be tried, and the second factor. Knows no content."""
