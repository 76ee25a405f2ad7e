"""What the guest tests share: checks, the gadget side of a board, the bus monitor, and the daemon as a service."""
