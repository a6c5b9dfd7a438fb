"""What the payment app does when care is recorded: keeps the running year's evidence current."""


def connect() -> None:
    """Subscribe to the events of the apps below; called once at start."""
