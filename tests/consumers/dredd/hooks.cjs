// Gives each request of Dredd the credential and the body of its operation, and asks the mock for the response that is
// expected.

const { readFileSync } = require('node:fs');
const hooks = require('hooks');

const REQUESTS = JSON.parse(readFileSync(process.env.DREDD_REQUESTS, 'utf8'));

hooks.beforeEach((transaction, done) => {
    const { request, expected } = transaction;
    const { headers, bodies } = REQUESTS[`${request.method} ${request.uri.split('?')[0]}`];
    Object.assign(request.headers, headers);
    request.body = bodies[request.headers['Content-Type']] ?? request.body;
    if (Number(expected.statusCode) >= 400) {
        request.headers['X-Demo-Error'] = expected.statusCode;
    }
    done();
});
