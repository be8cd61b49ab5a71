"""From a claim to ranked passages in archived pages: asked politely, fetched safely, every step visible."""
