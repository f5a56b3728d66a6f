def show_campaigns() -> None:
    """Follows."""
