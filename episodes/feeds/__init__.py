"""Feeds: plain values that queries gather, written as XML."""
