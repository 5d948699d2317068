CREATE TABLE wp_users (
    ID INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_login TEXT NOT NULL DEFAULT '',
    user_pass TEXT NOT NULL DEFAULT '',
    user_nicename TEXT NOT NULL DEFAULT '',
    user_email TEXT NOT NULL DEFAULT '',
    user_url TEXT NOT NULL DEFAULT '',
    user_registered TEXT NOT NULL DEFAULT '0000-00-00 00:00:00',
    user_activation_key TEXT NOT NULL DEFAULT '',
    user_status INTEGER NOT NULL DEFAULT 0,
    display_name TEXT NOT NULL DEFAULT ''
);
CREATE TABLE wp_usermeta (
    umeta_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL DEFAULT 0,
    meta_key TEXT DEFAULT NULL,
    meta_value TEXT
);
