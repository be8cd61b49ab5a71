"""What leaves the desk by itself."""
