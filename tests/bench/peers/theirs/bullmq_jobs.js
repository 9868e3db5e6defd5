// Runs in BullMQ's own node folder (NODE_PATH): `bullmq_jobs.js work`, or `bullmq_jobs.js enqueue FILE` of messages.
const fs = require('node:fs');
const { Queue, Worker } = require('bullmq');
const { Pool } = require('undici');

const connection = { host: '127.0.0.1', port: Number(process.env.BENCH_REDIS_PORT), maxRetriesPerRequest: null };
const BATCH = 500;

async function enqueue(file) {
  const bodies = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
  const queue = new Queue('send', { connection });
  for (let start = 0; start < bodies.length; start += BATCH) {
    await queue.addBulk(bodies.slice(start, start + BATCH).map((body) => ({ name: 'send', data: { body } })));
  }
  await queue.close();
}

function work() {
  const url = new URL(process.env.BENCH_URL);
  const pool = new Pool(url.origin, { connections: 100 });
  const request = { path: url.pathname + url.search, method: 'POST', headers: { 'content-type': 'application/json' } };
  const send = async (job) => {
    const response = await pool.request({ ...request, body: job.data.body });
    const answer = await response.body.json();
    if (answer.errcode !== 0) throw new Error(answer.errmsg);
    return answer.msgid; // BullMQ records it with the completed job
  };
  new Worker('send', send, { connection, concurrency: 200 });
}

if (process.argv[2] === 'work') work();
else enqueue(process.argv[3]);
