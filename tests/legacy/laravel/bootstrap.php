<?php

// The application: what `config` and `bootstrap` are in Laravel's skeleton, which Debian's package lacks.

use App\Handler;
use App\Kernel;
use App\Tokens;
use Illuminate\Auth\AuthServiceProvider;
use Illuminate\Config\Repository;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Illuminate\Contracts\Http\Kernel as KernelContract;
use Illuminate\Cookie\CookieServiceProvider;
use Illuminate\Database\DatabaseServiceProvider;
use Illuminate\Filesystem\FilesystemServiceProvider;
use Illuminate\Foundation\Application;
use Illuminate\Foundation\Providers\FoundationServiceProvider;
use Illuminate\Hashing\HashServiceProvider;
use Illuminate\Http\Request;
use Illuminate\Session\SessionServiceProvider;
use Illuminate\Support\Facades\Facade;
use Illuminate\Translation\TranslationServiceProvider;
use Illuminate\Validation\ValidationServiceProvider;
use Illuminate\View\ViewServiceProvider;
use Monolog\Handler\StreamHandler;

require_once 'Illuminate/autoload.php';
spl_autoload_register(function (string $class) {
    if (str_starts_with($class, 'App\\')) {
        require __DIR__ . '/app/' . substr($class, 4) . '.php';
    }
});

$database = ['driver' => 'sqlite', 'database' => getenv('ACCOUNTS') . '.sqlite', 'prefix' => ''];
if (! file_exists($database['database'])) {
    touch($database['database']);
}
$app = new Application(__DIR__);
$app->instance('config', new Repository([
    'app' => ['debug' => false, 'env' => 'production', 'locale' => 'en', 'fallback_locale' => 'en'],
    'auth' => [
        'defaults' => ['guard' => 'subscriber'],
        'guards' => ['subscriber' => ['driver' => 'jwt']],
    ],
    'database' => ['default' => 'main', 'connections' => ['main' => $database]],
    // The lowest cost, because hundreds of accounts are hashed at each start.
    'hashing' => ['driver' => 'bcrypt', 'bcrypt' => ['rounds' => 4]],
    'jwt' => [
        'secret' => getenv('SECRET'),
        'issuer' => 'https://isp.example/api/v1/subscriber/login',
        'ttl' => 30 * 86400,
        'refresh_ttl' => 90 * 86400,
    ],
    'logging' => [
        'default' => 'stderr',
        'channels' => ['stderr' => [
            'driver' => 'monolog',
            'handler' => StreamHandler::class,
            'with' => ['stream' => 'php://stderr'],
        ]],
    ],
    'portal' => ['url' => 'https://portal.isp.example/home'],
    'session' => [
        'driver' => 'array',
        'cookie' => 'session',
        'lifetime' => 120,
        'path' => '/',
        'domain' => null,
        'secure' => true,
        'same_site' => 'lax',
    ],
    'view' => ['paths' => [], 'compiled' => sys_get_temp_dir()],
]));
$app->instance('env', 'production');
$app->singleton(KernelContract::class, Kernel::class);
$app->singleton(ExceptionHandler::class, Handler::class);
Facade::setFacadeApplication($app);
foreach ([
    AuthServiceProvider::class,
    CookieServiceProvider::class,
    DatabaseServiceProvider::class,
    FilesystemServiceProvider::class,
    FoundationServiceProvider::class,
    HashServiceProvider::class,
    SessionServiceProvider::class,
    TranslationServiceProvider::class,
    ValidationServiceProvider::class,
    ViewServiceProvider::class,
] as $provider) {
    $app->register($provider);
}
$app->singleton(Tokens::class, fn ($app) => new Tokens($app['config']['jwt']));
$app['auth']->viaRequest('jwt', fn (Request $request) => $app->make(Tokens::class)->subscriber($request->bearerToken()));
$app['translator']->addLines([
    'validation.required' => 'The :attribute field is required.',
    'validation.string' => 'The :attribute field must be a string.',
], 'en');

return $app;
