"""Attacks on the guarded client, in a network namespace of its own, and answers that mean it harm."""
