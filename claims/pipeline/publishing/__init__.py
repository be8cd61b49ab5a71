"""From a verdict to the document that the public reads. Pure functions."""
