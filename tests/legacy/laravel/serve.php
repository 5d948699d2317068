<?php

// Migrates and seeds the database, as a deployment does, and becomes the server. The accounts are read anew at each
// start; the tokens stay, so that a restart revives none that was logged out.

use App\Subscriber;
use Illuminate\Database\Schema\Blueprint;

$app = require __DIR__ . '/bootstrap.php';
$app->boot();

$database = $app['db']->connection();
// Readers do not wait for the writer.
$database->statement('PRAGMA journal_mode = WAL');
$schema = $database->getSchemaBuilder();

$schema->dropIfExists('subscribers');
$schema->create('subscribers', function (Blueprint $table) {
    $table->id();
    $table->string('username')->unique();
    $table->string('password');
    foreach (['fullname', 'email', 'phone', 'package_name', 'expiration_date'] as $column) {
        $table->string($column)->nullable();
    }
    $table->string('status')->default('active');
});
if (! $schema->hasTable('tokens')) {
    $schema->create('tokens', function (Blueprint $table) {
        $table->string('jti')->primary();
        $table->foreignId('subscriber_id')->index();
    });
}

$accounts = json_decode(file_get_contents(getenv('ACCOUNTS')), true, flags: JSON_THROW_ON_ERROR);
$database->transaction(function () use ($app, $accounts) {
    foreach ($accounts as $account) {
        Subscriber::create([
            ...$account['profile'],
            'username' => $account['name'],
            'password' => $app['hash']->make($account['password']),
            ...($account['disabled'] ? ['status' => 'disabled'] : []),
        ]);
    }
});

// Errors must not get into the answers.
$options = ['-d', 'display_errors=0', '-d', 'log_errors=1', '-d', 'opcache.enable_cli=1'];
// A worker answers one request at a time, and faults make requests slow.
$environment = ['PHP_CLI_SERVER_WORKERS' => '32', ...getenv()];
pcntl_exec(PHP_BINARY, [...$options, '-S', '127.0.0.1:' . getenv('PORT'), __DIR__ . '/index.php'], $environment);
