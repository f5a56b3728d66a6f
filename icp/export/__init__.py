"""What leaves the workshop as a file."""
