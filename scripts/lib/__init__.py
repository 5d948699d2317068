"""What the scripts share that start a server of their own: its life, its accounts, and a way to talk to it."""
