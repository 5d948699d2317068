<?php

// The operations of the page "Auth - Subscriber".

use App\Subscriber;
use App\Tokens;
use Illuminate\Auth\AuthenticationException;
use Illuminate\Http\Request;

$refused = fn (int $status, string $message) => response()->json(['success' => false, 'message' => $message], $status);
$done = fn (string $message) => response()->json(['success' => true, 'message' => $message]);

$app['router']->post('/api/v1/subscriber/login', function (Request $request, Tokens $tokens) use ($app, $refused) {
    $given = $request->validate(['username' => 'required|string', 'password' => 'required|string']);
    // MySQL, where such applications live, ignores case by default; SQLite is told to.
    $subscriber = Subscriber::whereRaw('username = ? collate nocase', $given['username'])->first();
    if (! $subscriber || ! $app['hash']->check($given['password'], $subscriber->password)) {
        return $refused(401, 'Invalid username or password');
    }
    if ($subscriber->status === 'disabled') {
        return $refused(403, 'Your account is disabled. Please contact support.');
    }
    return response()->json([
        'success' => true,
        'message' => 'Login successful',
        'data' => ['subscriber' => $subscriber, ...$tokens->issue($subscriber)],
    ]);
});

// An expired token may be refreshed, so the guard is not asked.
$app['router']->post('/api/v1/subscriber/refresh-token', function (Request $request, Tokens $tokens) use ($refused) {
    $claims = $tokens->claims($request->bearerToken()) ?? throw new AuthenticationException();
    $subscriber = $tokens->spend($claims);
    if (! $subscriber) {
        return $refused(401, 'Token has expired and cannot be refreshed');
    }
    return response()->json(['success' => true, 'data' => $tokens->issue($subscriber)]);
});

$app['router']->middleware('auth')->group(function ($router) use ($app, $done) {
    $router->post('/api/v1/subscriber/logout', function (Request $request, Tokens $tokens) use ($done) {
        $tokens->end($tokens->claims($request->bearerToken()));
        return $done('Successfully logged out');
    });

    $router->post('/api/v1/subscriber/logout-all', function (Request $request, Tokens $tokens) use ($done) {
        $tokens->endAll($request->user());
        return $done('Successfully logged out from all devices');
    });

    $router->get('/mobile-auto-login', function () use ($app) {
        $cookie = cookie('portal_session', bin2hex(random_bytes(20)));
        return redirect()->away($app['config']['portal.url'])->withCookie($cookie);
    });
});
