<?php

namespace App;

use Illuminate\Foundation\Auth\User;

class Subscriber extends User
{
    public $timestamps = false;

    protected $guarded = [];

    protected $visible = [
        'id', 'username', 'fullname', 'email', 'phone', 'package_name', 'expiration_date', 'status',
    ];
}
