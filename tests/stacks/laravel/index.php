<?php

// A login API on Laravel, as `php -S` serves it: its HTTP kernel, router, validator and exception handler, with the
// middleware of a new application. It answers what it has understood.

use Illuminate\Config\Repository;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Illuminate\Contracts\Http\Kernel as KernelContract;
use Illuminate\Filesystem\FilesystemServiceProvider;
use Illuminate\Foundation\Application;
use Illuminate\Foundation\Bootstrap\BootProviders;
use Illuminate\Foundation\Bootstrap\HandleExceptions;
use Illuminate\Foundation\Exceptions\Handler;
use Illuminate\Foundation\Http\Kernel;
use Illuminate\Foundation\Http\Middleware\ConvertEmptyStringsToNull;
use Illuminate\Foundation\Http\Middleware\TrimStrings;
use Illuminate\Foundation\Http\Middleware\ValidatePostSize;
use Illuminate\Foundation\Providers\FoundationServiceProvider;
use Illuminate\Http\Request;
use Illuminate\Session\SessionServiceProvider;
use Illuminate\Support\Facades\Facade;
use Illuminate\Translation\TranslationServiceProvider;
use Illuminate\Validation\ValidationServiceProvider;
use Illuminate\View\ViewServiceProvider;
use Monolog\Handler\NullHandler;

require_once 'Illuminate/autoload.php';

class TrimAllButPasswords extends TrimStrings
{
    protected $except = ['current_password', 'password', 'password_confirmation'];
}

class LoginKernel extends Kernel
{
    protected $bootstrappers = [HandleExceptions::class, BootProviders::class];

    protected $middleware = [ValidatePostSize::class, TrimAllButPasswords::class, ConvertEmptyStringsToNull::class];
}

$app = new Application(__DIR__);
$app->instance('config', new Repository([
    'app' => ['debug' => false, 'env' => 'production', 'locale' => 'en', 'fallback_locale' => 'en'],
    'logging' => [
        'default' => 'none',
        'channels' => ['none' => ['driver' => 'monolog', 'handler' => NullHandler::class]],
    ],
    'session' => ['driver' => 'array', 'cookie' => 'session', 'lifetime' => 120],
    'view' => ['paths' => [], 'compiled' => sys_get_temp_dir()],
]));
$app->instance('env', 'production');
$app->singleton(KernelContract::class, LoginKernel::class);
$app->singleton(ExceptionHandler::class, Handler::class);
Facade::setFacadeApplication($app);
foreach ([
    FilesystemServiceProvider::class,
    FoundationServiceProvider::class,
    SessionServiceProvider::class,
    TranslationServiceProvider::class,
    ValidationServiceProvider::class,
    ViewServiceProvider::class,
] as $provider) {
    $app->register($provider);
}

// Those of a new application.
$app['translator']->addLines([
    'validation.required' => 'The :attribute field is required.',
    'validation.required_without' => 'The :attribute field is required when :values is not present.',
    'validation.string' => 'The :attribute must be a string.',
    'validation.email' => 'The :attribute must be a valid email address.',
    'validation.date' => 'The :attribute is not a valid date.',
], 'en');

$app['router']->post('/login', function (Request $request) {
    $request->validate([
        'email' => 'required_without:username|string|email',
        'username' => 'required_without:email|string',
        'password' => 'required|string',
        'deviceID' => 'nullable|string',
    ]);

    return response()->json([
        'name' => $request->input('email') ?? $request->input('username'),
        'password' => $request->input('password'),
        'deviceID' => $request->input('deviceID'),
        'authorization' => $request->header('Authorization'),
    ]);
});

$app['router']->post('/update', function (Request $request) {
    $request->validate([
        'user.firstName' => 'nullable|string',
        'user.birthDate' => 'nullable|date',
        'user.image' => 'nullable|string',
    ]);

    return response()->json([
        'firstName' => $request->input('user.firstName'),
        'birthDate' => $request->date('user.birthDate'),
        'imageBytes' => strlen(base64_decode($request->input('user.image') ?? '')),
    ]);
});

$kernel = $app->make(KernelContract::class);
$request = Request::capture();
$response = $kernel->handle($request)->send();
$kernel->terminate($request, $response);
