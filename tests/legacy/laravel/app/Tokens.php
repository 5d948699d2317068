<?php

namespace App;

use Illuminate\Database\Query\Builder;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Str;

/**
 * JSON Web Tokens with the claims of tymon/jwt-auth, which Debian does not have. A token is good while the table has it.
 */
class Tokens
{
    private const HEADER = ['typ' => 'JWT', 'alg' => 'HS256'];

    public function __construct(private array $config)
    {
    }

    /** The members of an answer that brings a new token. */
    public function issue(Subscriber $subscriber): array
    {
        $now = time();
        $claims = [
            'iss' => $this->config['issuer'],
            'iat' => $now,
            'exp' => $now + $this->config['ttl'],
            'nbf' => $now,
            'jti' => Str::random(16),
            'sub' => (string) $subscriber->id,
            'prv' => sha1(Subscriber::class),
        ];
        $this->table()->insert(['jti' => $claims['jti'], 'subscriber_id' => $subscriber->id]);
        return ['token' => $this->sign($claims), 'token_type' => 'bearer', 'expires_in' => $this->config['ttl']];
    }

    /** The claims of a token with our signature, even of an expired or ended one. */
    public function claims(?string $token): ?array
    {
        $parts = explode('.', $token ?? '');
        if (count($parts) !== 3) {
            return null;
        }
        $header = json_decode($this->decode($parts[0]), true);
        $claims = json_decode($this->decode($parts[1]), true);
        $isOurs = ($header['alg'] ?? null) === 'HS256' && is_array($claims)
            && hash_equals($this->signature("$parts[0].$parts[1]"), $this->decode($parts[2]));
        return $isOurs && ($claims['iss'] ?? null) === $this->config['issuer'] ? $claims : null;
    }

    /** The subscriber that a token logs in. */
    public function subscriber(?string $token): ?Subscriber
    {
        $claims = $this->claims($token);
        if (! $claims || $claims['exp'] <= time() || ! $this->live($claims)->exists()) {
            return null;
        }
        return $this->enabled($claims);
    }

    /** Ends a token that is to be refreshed, and returns whose it was; null if it is too late for that. */
    public function spend(array $claims): ?Subscriber
    {
        $isInTime = $claims['iat'] + $this->config['refresh_ttl'] > time();
        // Of two racing refreshes only one deletes the row.
        return $isInTime && $this->live($claims)->delete() ? $this->enabled($claims) : null;
    }

    public function end(array $claims): void
    {
        $this->live($claims)->delete();
    }

    public function endAll(Subscriber $subscriber): void
    {
        $this->table()->where('subscriber_id', $subscriber->id)->delete();
    }

    private function enabled(array $claims): ?Subscriber
    {
        return Subscriber::where('status', '!=', 'disabled')->find($claims['sub']);
    }

    private function live(array $claims): Builder
    {
        return $this->table()->where('jti', $claims['jti']);
    }

    private function table(): Builder
    {
        return DB::table('tokens');
    }

    private function sign(array $claims): string
    {
        $signed = $this->encode(json_encode(self::HEADER)) . '.' . $this->encode(json_encode($claims));
        return $signed . '.' . $this->encode($this->signature($signed));
    }

    private function signature(string $signed): string
    {
        return hash_hmac('sha256', $signed, $this->config['secret'], true);
    }

    private function encode(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }

    private function decode(string $text): string
    {
        return base64_decode(strtr($text, '-_', '+/'));
    }
}
