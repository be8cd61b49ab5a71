"""What others wrote, brought to the desk: articles from their pages, entries of feeds."""
