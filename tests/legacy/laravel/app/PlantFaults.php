<?php

namespace App;

use Closure;
use Illuminate\Http\Request;

/** Fails as the tests say; no part of the old backend. */
class PlantFaults
{
    public function handle(Request $request, Closure $next)
    {
        $faults = json_decode(@file_get_contents(getenv('FAULTS')) ?: '{}', true);
        usleep(1000 * ($faults['delay_ms'] ?? 0));
        if ($faults['html'] ?? false) {
            return response('<!DOCTYPE html><title>Maintenance</title><p>Back soon.', $faults['status'] ?? 200);
        }
        if ($faults['status'] ?? null) {
            abort($faults['status']);
        }
        $response = $next($request);
        if (($faults['difference'] ?? false) && $request->is('*/login') && $response->isSuccessful()) {
            $answer = $response->getData(true);
            $answer['data']['subscriber']['full_name'] = $answer['data']['subscriber']['fullname'];
            unset($answer['data']['subscriber']['fullname']);
            $response->setData($answer);
        }
        return $response;
    }
}
