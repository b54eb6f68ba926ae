// SPDX-License-Identifier: GPL-3.0-or-later
// Every script of examples/ does what it says, and both SDKs check webhooks the same.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { eventually, startDaemon } from './daemon.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const python = '/usr/bin/python3';

// What each prints; receivers are run below.
const expected = {
    'python/approve.py': /asked: .*\ndone\n.*hello\.md/s,
    'python/chat.py': /42/,
    'python/knowledge.py': /thirty days/,
    'javascript/approve.mjs': /asked: .*\ndone\n.*hello\.md/s,
    'javascript/chat.mjs': /42/,
    'javascript/knowledge.mjs': /thirty days/,
    'curl/first-task.sh': /WORKFLOW_COMPLETED\n.*done\n.*TASK_STATUS_COMPLETED/s,
    'curl/chat.sh': /"finish_reason":"stop".*data: \[DONE\]/s,
    'curl/knowledge.sh': /thirty days/,
};
const receivers = ['python/webhook_receiver.py', 'javascript/webhook-receiver.mjs'];

let box;
let environment;

before(async () => {
    box = await startDaemon();
    environment = { ...process.env, SIGNALBOX_URL: box.url, SIGNALBOX_KEY: box.key, PYTHONPATH: `${root}/sdk/python/src`, PYTHONDONTWRITEBYTECODE: '1' };
});
after(() => box?.stop());

const programOf = (name) => ({ py: python, mjs: process.execPath, sh: 'bash' })[name.split('.').pop()];

test('every example is known here', async () => {
    const found = [];
    for (const folder of ['python', 'javascript', 'curl'])
        found.push(...(await readdir(`${root}/examples/${folder}`)).map((name) => `${folder}/${name}`));
    const known = [...Object.keys(expected), ...receivers, 'curl/common.sh'];
    assert.deepEqual(found.filter((name) => !name.includes('__pycache__')).sort(), known.sort());
});

for (const [name, words] of Object.entries(expected)) {
    test(name, () => {
        const ran = spawnSync(programOf(name), [`${root}/examples/${name}`], { env: environment, encoding: 'utf8', timeout: 60_000 });
        assert.equal(ran.status, 0, ran.stdout + ran.stderr);
        assert.match(ran.stdout, words);
    });
}

for (const name of receivers) {
    test(name, async () => {
        const key = Buffer.from('0123456789abcdef0123456789abcdef');
        const child = spawn(programOf(name), [`${root}/examples/${name}`, `whsec_${key.toString('base64')}`, '0'], { env: environment });
        const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
        try {
            const { value: url } = await lines.next();
            const body = JSON.stringify({ id: 'msg-1', type: 'task.completed', data: {} });
            const time = String(Math.floor(Date.now() / 1000));
            const signature = createHmac('sha256', key).update(`msg-1.${time}.${body}`).digest('base64');
            const headers = { 'webhook-id': 'msg-1', 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` };
            assert.equal((await fetch(url, { method: 'POST', body, headers })).status, 204);
            assert.equal((await lines.next()).value, 'received: task.completed');
            assert.equal((await fetch(url, { method: 'POST', body: `${body} `, headers })).status, 401);
            const old = { ...headers, 'webhook-timestamp': '1000' };
            assert.equal((await fetch(url, { method: 'POST', body, headers: old })).status, 401);
            assert.equal((await fetch(url, { method: 'POST', body })).status, 401);
        } finally {
            child.kill();
        }
    });
}

for (const name of receivers) {
    test(`${name} without a secret`, () => {
        for (const parameters of [[], ['']]) {
            const ran = spawnSync(programOf(name), [`${root}/examples/${name}`, ...parameters], { env: environment, encoding: 'utf8', timeout: 10_000 });
            assert.equal(ran.status, 1, ran.stdout + ran.stderr);
            assert.match(ran.stderr, /^Give the secret [^\n]*SECRET \[PORT\]\n$/);
        }
    });
}

// The shell blocks below a heading of the README, as they stand there but for the address and the key.
async function blocksOf(heading) {
    const text = await readFile(`${root}/README.md`, 'utf8');
    const section = text.slice(text.indexOf(`\n## ${heading}\n`) + 1).split('\n## ')[0];
    const commands = [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block).join('');
    return `SIGNALBOX_KEY=${box.key}\nBOX=${box.url}\n${commands.replace(/^(SIGNALBOX_KEY|BOX)=.*\n/gm, '')}`;
}

const shell = (commands) => {
    const ran = spawnSync('sh', ['-eu'], { cwd: root, input: commands, encoding: 'utf8', timeout: 60_000 });
    assert.equal(ran.status, 0, ran.stderr);
    return ran.stdout;
};

test('the first task of the README, all at once, twice, and with another approval open', async () => {
    const { task_id: other } = await box.call('POST', '/api/v1/tasks', { query: "write 'x' to other.md" });
    await eventually(async () => (await box.call('GET', `/api/v1/approvals?workflow_id=${other}`)).total_count);
    const commands = await blocksOf('A first task');
    for (let run = 0; run < 2; ++run)
        assert.match(shell(commands), /event: done.*Saved as `refund\.md`.*TASK_STATUS_COMPLETED/s);
    const { tasks: [task] } = await box.call('GET', '/api/v1/tasks?limit=1');
    assert.match(await readFile(join(box.data, 'workspaces', 'administrator', task.session_id, 'refund.md'), 'utf8'), /refund/);
});

test('the cluster of the README', async () => {
    assert.match(shell(await blocksOf('A cluster')), /"response":"[^"]*day/);
    const readme = await readFile(`${root}/README.md`, 'utf8');
    const patch = (what) => {
        const [command] = readme.match(new RegExp(`^curl -s -X PATCH \\$BOX/api/v1/${what}.*\\n.*$`, 'm'));
        return shell(`SIGNALBOX_KEY=${box.key}\nBOX=${box.url}\n${command.replace('sk_…', box.key)}\n`);
    };
    assert.match(patch('clusters'), /"shared":true/);
    assert.match(patch('auth/me'), /"default_agent":"support\/clerk"/);
    await box.call('PATCH', '/api/v1/auth/me', { default_agent: '' });
    const [, named] = readme.match(/^The tools are (.*?)\./ms);
    const tools = [...named.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    await box.call('POST', '/api/v1/clusters', {
        metadata: { name: 'all-tools' }, spec: { agents: [{ name: 'hand', provider: 'builtin', model: 'extractive-1', tools }] },
    });
});

test('curl/first-task.sh where a rule lets it write', async () => {
    await box.call('POST', '/api/v1/approvals/rules', { name: 'Writing', tool: 'write_file', decision: 'allow', position: 1 });
    const ran = spawnSync('bash', [`${root}/examples/curl/first-task.sh`], { env: environment, encoding: 'utf8', timeout: 20_000 });
    assert.equal(ran.status, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /TASK_STATUS_COMPLETED/);
    assert.match(shell(await blocksOf('A first task')), /TASK_STATUS_COMPLETED/);
});

test("the Python SDK's own tests", () => {
    const ran = spawnSync(python, ['-m', 'unittest', 'discover', '-s', `${root}/sdk/python/tests`], { env: environment, encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
    assert.match(ran.stderr, /Ran [1-9]/);
});
