// What the two programs share: accounts, tokens, and what the tests need.

import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import bcrypt from "bcryptjs";
import express from "express";
import jwt from "jsonwebtoken";

const { PORT, ACCOUNTS, FAULTS, REQUESTS, SECRET } = process.env;

// The lowest cost, because hundreds of accounts are hashed at each start.
const ROUNDS = 4;

export const accounts = JSON.parse(readFileSync(ACCOUNTS, "utf8")).map(({ password, ...account }, index) => ({
  id: index + 1,
  hash: bcrypt.hashSync(password, ROUNDS),
  ...account,
}));

// Compared with when there is no such account, so that its time does not tell.
const NOBODY = bcrypt.hashSync(randomUUID(), ROUNDS);

export const normalized = (name) => name.trim().toLowerCase();

// The account whose password this is, disabled or not.
export async function verified(account, password) {
  return (await bcrypt.compare(password, account?.hash ?? NOBODY)) && account ? account : null;
}

export const sign = (claims, options) => jwt.sign(claims, SECRET, { algorithm: "HS256", ...options });

// Ended tokens are in a file, so that a restart revives none.
const ENDED = `${ACCOUNTS}.ended`;
const ended = new Set(existsSync(ENDED) ? readFileSync(ENDED, "utf8").split("\n") : []);

export function end(claims) {
  ended.add(claims.jti);
  appendFileSync(ENDED, `${claims.jti}\n`);
}

// The claims of the bearer token, or null.
export function bearer(req, issuer) {
  const [, token] = /^Bearer +(\S+)$/i.exec(req.get("authorization") ?? "") ?? [];
  try {
    const claims = jwt.verify(token, SECRET, { algorithms: ["HS256"], issuer });
    return ended.has(claims.jti) ? null : claims;
  } catch {
    return null;
  }
}

// Tells the tests what was asked; no part of the old backend. A line is written before its answer is sent.
function record(nameMember) {
  return (req, res, next) => {
    const path = req.path;
    const send = res.end;
    res.end = (...rest) => {
      const name = req.body?.[nameMember];
      const account = typeof name === "string" ? name : null;
      appendFileSync(REQUESTS, `${JSON.stringify({ method: req.method, path, account, status: res.statusCode })}\n`);
      return send.apply(res, rest);
    };
    next();
  };
}

// Fails as the tests say; no part of the old backend.
function plantFaults(loginPath, change) {
  return (req, res, next) => {
    const faults = existsSync(FAULTS) ? JSON.parse(readFileSync(FAULTS, "utf8")) : {};
    if (faults.difference && req.path.toLowerCase() === loginPath.toLowerCase()) {
      const send = res.json;
      res.json = (body) => {
        if (res.statusCode === 200) {
          change(body);
        }
        return send.call(res, body);
      };
    }
    setTimeout(() => {
      if (faults.html) {
        const page = "<!DOCTYPE html><title>Maintenance</title><p>Back soon.";
        res
          .status(faults.status ?? 200)
          .type("html")
          .send(page);
      } else if (faults.status) {
        res.sendStatus(faults.status);
      } else {
        next();
      }
    }, faults.delay_ms ?? 0);
  };
}

// An application whose login takes the name in this member. `change` plants the difference in its answer.
export function application({ loginPath, nameMember, types, change }) {
  const app = express();
  app.set("trust proxy", "loopback");
  app.use(record(nameMember), express.json({ type: types }), plantFaults(loginPath, change));
  return app;
}

export function serve(app) {
  app.listen(Number(PORT), "127.0.0.1");
}
