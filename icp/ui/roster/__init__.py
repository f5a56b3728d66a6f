"""The client list page, a section a module; only the open section is built."""
