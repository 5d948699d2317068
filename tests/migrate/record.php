<?php

// Prints as JSON the password hashes that Laravel, WordPress and PHP make. `scripts/migrate-test --record` runs it, and
// keeps what it prints in recorded.json.
//
// WordPress's hasher of versions before 6.8 is its own file; how 6.8 hashes is written down here, because Debian has no
// such version yet.

include_once 'Illuminate/autoload.php';
require_once $argv[1] . '/wp-includes/class-phpass.php';
require $argv[1] . '/wp-includes/version.php';

const PASSWORD = 'correct horse battery staple';

$for_bcrypt = base64_encode(hash_hmac('sha384', PASSWORD, 'wp-sha384', true));

echo json_encode([
    'versions' => [
        'PHP' => PHP_VERSION,
        'Laravel' => Illuminate\Foundation\Application::VERSION,
        'WordPress' => $wp_version,
    ],
    'password' => PASSWORD,
    'hashes' => [
        'laravel_bcrypt' => (new Illuminate\Hashing\BcryptHasher())->make(PASSWORD),
        'wordpress_phpass' => (new PasswordHash(8, true))->HashPassword(PASSWORD),
        'wordpress_6_8' => '$wp' . password_hash($for_bcrypt, PASSWORD_BCRYPT),
    ],
], JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES) . "\n";
