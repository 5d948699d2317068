<?php

namespace App;

use Closure;
use Illuminate\Http\Request;

/** Tells the tests what was asked; no part of the old backend. A line is written before its answer is sent. */
class RecordRequests
{
    public function handle(Request $request, Closure $next)
    {
        // Later, the middleware has changed it.
        $name = $request->input('username');
        $response = $next($request);
        $line = json_encode([
            'method' => $request->method(),
            'path' => $request->getPathInfo(),
            'account' => is_string($name) ? $name : null,
            'status' => $response->getStatusCode(),
        ], JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE);
        file_put_contents(getenv('REQUESTS'), "$line\n", FILE_APPEND | LOCK_EX);
        return $response;
    }
}
