"""Project wiring: settings, addresses, servers, processes. No rules."""
