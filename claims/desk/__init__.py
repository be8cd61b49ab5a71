"""What people do. Each act is one function: permission, move, jobs in the same transaction."""
