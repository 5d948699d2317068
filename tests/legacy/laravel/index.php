<?php

// What the server runs for each request.

use Illuminate\Contracts\Http\Kernel;
use Illuminate\Http\Request;

$app = require __DIR__ . '/bootstrap.php';
require __DIR__ . '/routes.php';
$kernel = $app->make(Kernel::class);
$request = Request::capture();
// Errors are not prepared by the router, and would say HTTP/1.0, which PHP-FPM hides.
$response = $kernel->handle($request)->prepare($request)->send();
$kernel->terminate($request, $response);
