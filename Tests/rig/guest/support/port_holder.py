"""Somebody else who has the port open: sees the kernel's hang-up, and by not letting go takes the number."""
import os
import select
import threading
import time


class PortHolder:
    """Opens `node` beside its user (as root, whom exclusive use does not stop) and keeps it open."""

    def __init__(self, node):
        self.hung_up_at = None
        self._descriptor = os.open(node, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self):
        poll = select.poll()
        poll.register(self._descriptor, 0)  # errors and hang-up are always reported; the data is the daemon's
        poll.poll()
        self.hung_up_at = time.monotonic()

    def close(self):
        os.close(self._descriptor)
