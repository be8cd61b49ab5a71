"""A claim's earlier verdicts: what we or others answered before on the same, or nearly the same."""
