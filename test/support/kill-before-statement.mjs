/**
 * Loaded before a built program by `node --import`: the process kills itself, as `kill -9` does, before one of its statements reaches the
 * database. KILL_FROM is a pattern; the first statement that fits has number 1, and KILL_BEFORE is the number of the one that is never sent.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const first = new RegExp(process.env.KILL_FROM);
const last = Number(process.env.KILL_BEFORE);
let number = 0;

function meet(sql) {
  if (number === 0 && !first.test(sql)) return;
  number += 1;
  if (number === last) process.kill(process.pid, 'SIGKILL');
}

function watch(prototype, name) {
  const real = prototype[name];
  prototype[name] = function (statement, ...more) {
    meet(typeof statement === 'string' ? statement : statement.sql);
    return real.call(this, statement, ...more);
  };
}

watch(require('libsql').prototype, 'exec');
watch(require('libsql').prototype, 'prepare');
watch(require('mysql2').Connection.prototype, 'query');
