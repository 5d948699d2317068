// A receiver that verifies with npm's `standardwebhooks`, as docs/operate/webhooks.md says. `receivers.py` starts it, and
// says what its arguments mean.

import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { isDeepStrictEqual } from "node:util";

const [port, secret, mode, log, page] = process.argv.slice(2);
const { verified } = await import(page);

async function answer(request, response) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  const body = Buffer.concat(parts).toString("utf8");
  const message = JSON.parse(body);
  let good;
  try {
    good = isDeepStrictEqual(verified(readFileSync(secret, "ascii"), body, request.headers), message);
  } catch {
    good = false;
  }
  const now = readFileSync(mode, "ascii");
  const seen = {
    id: request.headers["webhook-id"],
    type: message.type,
    account: message.data.account ?? null,
    verified: good,
    mode: now,
  };
  appendFileSync(log, `${JSON.stringify(seen)}\n`);
  if (now === "slow") {
    await new Promise((resolve) => setTimeout(resolve, 30_000));
  }
  response.writeHead(now === "500" ? 500 : good ? 204 : 401).end();
}

createServer(answer).listen(Number(port), "127.0.0.1");
