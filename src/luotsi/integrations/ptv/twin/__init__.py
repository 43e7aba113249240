"""A twin of PTV: an HTTP server with the shapes of both its interfaces, for tests and demonstrations."""
