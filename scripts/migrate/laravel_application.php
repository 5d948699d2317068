<?php

// A Laravel application of one file, run as a program of its own: `laravel.py` writes JSON to its standard input, and
// reads JSON from its output.
//
//     laravel_application.php fill     migrates the database of the input's `connection`, adds its `roles` and `users`,
//                                      and prints the stored passwords by the users' names
//     laravel_application.php check    prints whether Laravel takes each [password, stored] of the input
//
// The package has no application, so the migrations are those of tests/migrate/laravel.

use Illuminate\Config\Repository;
use Illuminate\Database\DatabaseManager;
use Illuminate\Database\DatabaseServiceProvider;
use Illuminate\Database\MigrationServiceProvider;
use Illuminate\Filesystem\FilesystemServiceProvider;
use Illuminate\Foundation\Application;
use Illuminate\Hashing\HashManager;
use Illuminate\Hashing\HashServiceProvider;
use Illuminate\Support\Facades\Facade;

// The output is for JSON alone.
ini_set('display_errors', 'stderr');
require_once 'Illuminate/autoload.php';
// Without the framework's long trace.
set_exception_handler(function (Throwable $error) {
    fwrite(STDERR, $error::class . ': ' . $error->getMessage() . "\n");
    exit(1);
});

const MIGRATIONS = __DIR__ . '/../../tests/migrate/laravel';

/** The costs are Laravel 8's own. Since version 11, `verify` is on unless HASH_VERIFY says otherwise. */
const HASHING = [
    'driver' => 'bcrypt',
    'bcrypt' => ['rounds' => 10, 'verify' => true],
    'argon' => ['memory' => 1024, 'threads' => 2, 'time' => 2],
];

/** Starts Laravel with a database, and with what migrations and passwords need. */
function application(array $connection): Application
{
    $app = new Application(__DIR__);
    $database = ['default' => 'old', 'connections' => ['old' => $connection], 'migrations' => 'migrations'];
    $app->instance('config', new Repository(['database' => $database, 'hashing' => HASHING]));
    Facade::setFacadeApplication($app);
    $app->register(FilesystemServiceProvider::class);
    $app->register(DatabaseServiceProvider::class);
    $app->register(MigrationServiceProvider::class);
    $app->register(HashServiceProvider::class);
    $app->boot();
    return $app;
}

function fill(array $given): array
{
    $app = application($given['connection']);
    $app['migrator']->getRepository()->createRepository();
    $app['migrator']->run([MIGRATIONS]);
    return add_users($app['db'], $app['hash'], $given);
}

function add_users(DatabaseManager $database, HashManager $hash, array $given): array
{
    $roles = [];
    foreach ($given['roles'] as $role) {
        $roles[$role] = $database->table('roles')->insertGetId(['name' => $role, 'guard_name' => 'web']);
    }
    $stored = [];
    foreach ($given['users'] as ['name' => $name, 'email' => $email, 'hasher' => $hasher, 'roles' => $assigned]) {
        $stored[$name] = $hash->driver($hasher)->make($given['password']);
        $row = ['name' => $name, 'email' => $email, 'password' => $stored[$name]];
        $user = ['model_type' => 'App\Models\User', 'model_id' => $database->table('users')->insertGetId($row)];
        foreach ($assigned as $role) {
            $database->table('model_has_roles')->insert(['role_id' => $roles[$role], ...$user]);
        }
    }
    return $stored;
}

function check(array $pairs): array
{
    $hash = application([])['hash'];
    return array_map(function (array $pair) use ($hash) {
        try {
            return $hash->check(...$pair);
        // It is not of the application's hasher.
        } catch (RuntimeException) {
            return false;
        }
    }, $pairs);
}

$given = json_decode(stream_get_contents(STDIN), true, flags: JSON_THROW_ON_ERROR);
echo json_encode($argv[1] === 'fill' ? fill($given) : check($given), JSON_THROW_ON_ERROR);
