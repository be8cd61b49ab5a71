"""The web admin: one file a model, and the desk's pages."""
