"""What machines do: article to claims, claim to sources, verdict to document."""
