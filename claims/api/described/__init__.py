"""What the answers look like, for the OpenAPI description; a test holds real answers against it."""
