<?php

namespace App;

use Illuminate\Auth\AuthenticationException;
use Illuminate\Foundation\Exceptions\Handler as ExceptionHandler;
use Illuminate\Validation\ValidationException;
use Throwable;

/** Says what went wrong as the page does. */
class Handler extends ExceptionHandler
{
    protected function shouldReturnJson($request, Throwable $e)
    {
        return true;
    }

    protected function unauthenticated($request, AuthenticationException $exception)
    {
        return response()->json(['success' => false, 'message' => 'Unauthenticated'], 401);
    }

    protected function invalidJson($request, ValidationException $exception)
    {
        $answer = ['success' => false, 'message' => 'Validation failed', 'errors' => $exception->errors()];
        return response()->json($answer, $exception->status);
    }
}
