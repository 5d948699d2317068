<?php

namespace App;

use Illuminate\Auth\Middleware\Authenticate;
use Illuminate\Foundation\Bootstrap\BootProviders;
use Illuminate\Foundation\Bootstrap\HandleExceptions;
use Illuminate\Foundation\Http\Kernel as HttpKernel;
use Illuminate\Foundation\Http\Middleware\ConvertEmptyStringsToNull;

class Kernel extends HttpKernel
{
    protected $bootstrappers = [HandleExceptions::class, BootProviders::class];

    protected $middleware = [
        RecordRequests::class,
        PlantFaults::class,
        TrimStrings::class,
        ConvertEmptyStringsToNull::class,
    ];

    protected $routeMiddleware = ['auth' => Authenticate::class];
}
