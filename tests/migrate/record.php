<?php

// Prints as JSON what Laravel, WordPress and PHP make: the tables, and password hashes. `scripts/migrate-test --record`
// runs it, and keeps what it prints in recorded.json.
//
// Laravel writes the SQL of its migrations without a database. WordPress's hasher of versions before 6.8 is its own
// file; how 6.8 hashes is written down here, because Debian has no such version yet.

use Illuminate\Database\PostgresConnection;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Database\SQLiteConnection;

include_once 'Illuminate/autoload.php';
require_once $argv[1] . '/wp-includes/class-phpass.php';
require $argv[1] . '/wp-includes/version.php';

const PASSWORD = 'correct horse battery staple';

/** The tables of a new application, and those that laravel-permission adds and that matter here. */
function laravel_tables(): array
{
    $users = new Blueprint('users', function (Blueprint $table) {
        $table->create();
        $table->id();
        $table->string('name');
        $table->string('email')->unique();
        $table->timestamp('email_verified_at')->nullable();
        $table->string('password');
        $table->rememberToken();
        $table->timestamps();
    });
    $roles = new Blueprint('roles', function (Blueprint $table) {
        $table->create();
        $table->bigIncrements('id');
        $table->string('name');
        $table->string('guard_name');
        $table->timestamps();
        $table->unique(['name', 'guard_name']);
    });
    $assigned = new Blueprint('model_has_roles', function (Blueprint $table) {
        $table->create();
        $table->unsignedBigInteger('role_id');
        $table->string('model_type');
        $table->unsignedBigInteger('model_id');
        $table->index(['model_id', 'model_type'], 'model_has_roles_model_id_model_type_index');
        $table->foreign('role_id')->references('id')->on('roles')->onDelete('cascade');
        $table->primary(['role_id', 'model_id', 'model_type'], 'model_has_roles_role_model_type_primary');
    });
    return [$users, $roles, $assigned];
}

function sql_for(string $connection): array
{
    $connection = new $connection(fn () => null);
    $connection->useDefaultSchemaGrammar();
    $statements = array_map(fn ($table) => $table->toSql($connection, $connection->getSchemaGrammar()), laravel_tables());
    return array_merge(...$statements);
}

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
        'laravel_argon2i' => (new Illuminate\Hashing\ArgonHasher())->make(PASSWORD),
        'laravel_argon2id' => (new Illuminate\Hashing\Argon2IdHasher())->make(PASSWORD),
        'wordpress_phpass' => (new PasswordHash(8, true))->HashPassword(PASSWORD),
        'wordpress_6_8' => '$wp' . password_hash($for_bcrypt, PASSWORD_BCRYPT),
    ],
    'laravel_tables' => [
        'sqlite' => sql_for(SQLiteConnection::class),
        'postgresql' => sql_for(PostgresConnection::class),
    ],
], JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES) . "\n";
