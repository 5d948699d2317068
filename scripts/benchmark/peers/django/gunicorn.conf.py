"""gunicorn set up as in its documentation for no proxy in front: threads, for keep-alive connections, and one worker
per core. Two to eight threads made no difference."""

import os

bind = "127.0.0.1:0"
workers = len(os.sched_getaffinity(0))
worker_class = "gthread"
threads = 4
keepalive = 75
preload_app = True
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
