"""What people are called in the admin."""


def name_of(user):
    """The full name of an account, else the name it signs in with; "" for nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""
