"""The web admin: one file a model, and the desk's pages."""

from claims.admin import models

__all__ = ["models"]
