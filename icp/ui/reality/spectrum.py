def show_spectrum() -> None:
    """Follows."""
