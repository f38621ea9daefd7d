"""The reserve of the API beside the plain view that does the same, on one server, in turn."""
