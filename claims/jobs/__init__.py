"""The outbox: work for machines as durable rows, with leases that a slow twin cannot finish twice."""
