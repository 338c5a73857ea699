"""Primary keys as they come in addresses and forms."""


def is_key(text):
    """Whether ``text`` from an address or a form may be a primary key."""
    return isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 19
