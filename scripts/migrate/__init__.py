"""Follows the pages of docs/migrate: fills the tables of an old system, extracts, imports, logs in, and goes back.

- `page` reads a page: its SQL and its commands.
- `databases` are the old system's databases.
- `cases` says what a system is; `subscribers`, `users` and `frameworks` list them, and `hashes` makes what they store.
- `django_project.py` and `laravel_application.php` are run as programs, in which the frameworks do that themselves.
- `defaults` has hashes at the costs that systems have by default, and `overview` the overview's example.
- `rehearsal` follows a page with one of its statements, and `logins` logs the accounts in.

To add a system, write its page with the five headings of the others, and add a `Case` to `frameworks`.
"""
