"""gunicorn as its documentation advises it without a proxy in front: threads, which keep connections alive, and as many
workers as there are cores, since one runs Python on one core only. Between two and eight threads made no difference."""

import os

bind = "127.0.0.1:0"
workers = len(os.sched_getaffinity(0))
worker_class = "gthread"
threads = 4
keepalive = 75
preload_app = True
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
