"""How gunicorn serves Hameau. Read on its own by ``gunicorn config.wsgi`` started in the checkout."""

import gc
import os

from django.db import connections
from gunicorn.http import message
from gunicorn.workers.gthread import ThreadWorker

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4


class Worker(ThreadWorker):
    """Takes no connection while its threads are all busy, but leaves it to a process that has one free.

    gunicorn's own accepts whatever comes: of a crowd, one process may hold everyone while the other has nothing to do
    (https://github.com/benoitc/gunicorn/issues/3433).
    """

    @property
    def worker_connections(self) -> int:
        """The most connections at a time: those that are served, and those that say nothing for the moment."""
        silent = len(self.keepalived_conns) + len(self.pending_conns)
        return min(self.cfg.worker_connections, self.cfg.threads + silent)

    @worker_connections.setter
    def worker_connections(self, most: int) -> None:
        """The setting is asked each time."""


worker_class = Worker

# One import for all workers: a faster start, shared memory, and a refusal to start said once.
preload_app = True

# A page takes tens of milliseconds and the network is never called in one: a thread held for 30 s is lost.
timeout = 30
graceful_timeout = 10
keepalive = 5

# The application answers an over-long address in French; gunicorn would before it, in English, and its own ceiling
# (8190 characters) is not a setting. 0, "no limit", would let one request fill the memory.
message.MAX_REQUEST_LINE = limit_request_line = 65_536

# A heartbeat written to a slow disk would kill healthy workers.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108

# Nothing here steers a running server over a socket.
control_socket_disable = True
loglevel = os.environ.get("LOG_LEVEL", "WARNING").lower()


# A page makes thousands of short-lived objects: look for cycles less often than every 700, yet not so seldom that one
# page in eight waits for it as long as for all the rest (50 000: a tail of 25 ms).
gc.set_threshold(7_000, 20, 20)


def when_ready(server: object) -> None:
    """What was imported stays: collections need not walk through it, and workers go on sharing its memory."""
    gc.collect()
    gc.freeze()


def pre_fork(server: object, worker: object) -> None:
    """Give no worker a database connection opened by the parent: two processes would talk over one line."""
    connections.close_all()
