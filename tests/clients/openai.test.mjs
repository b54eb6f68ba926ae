// SPDX-License-Identifier: GPL-3.0-or-later
// The official client of OpenAI's API.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import OpenAI from 'openai';

import { desk, eventually, startDaemon } from './daemon.mjs';

let box;
let client;

before(async () => {
    box = await startDaemon();
    await box.call('POST', '/api/v1/clusters', desk);
    client = new OpenAI({ apiKey: box.key, baseURL: `${box.url}/v1`, maxRetries: 0 });
});
after(() => box?.stop());

test('the models are listed and shown', async () => {
    const ids = [];
    for await (const model of client.models.list())
        ids.push(model.id);
    assert.equal(ids[0], 'shannon-chat');
    assert.ok(ids.includes('desk/assistant'));
    const agent = await client.models.retrieve('desk/assistant');
    assert.equal(agent.object, 'model');
    assert.equal(agent.owned_by, 'desk');
});

test('a chat is answered', async () => {
    const { data, response } = await client.chat.completions
        .create({ model: 'shannon-chat', messages: [{ role: 'user', content: 'What is 6 times 7?' }] })
        .withResponse();
    assert.match(data.choices[0].message.content, /42/);
    assert.equal(data.choices[0].finish_reason, 'stop');
    assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens);
    const task = await box.call('GET', `/api/v1/tasks/${response.headers.get('x-workflow-id')}`);
    assert.equal(task.result, data.choices[0].message.content);
});

test('an agent is a model', async () => {
    const answer = await client.chat.completions.create({
        model: 'desk/assistant',
        messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'What is 2 + 3?' }],
    });
    assert.equal(answer.model, 'desk/assistant');
    assert.match(answer.choices[0].message.content, /5/);
});

test('a stream has the same text', async () => {
    const stream = await client.chat.completions.create({
        model: 'shannon-chat',
        messages: [{ role: 'user', content: 'What is 6 times 7?' }],
        stream: true,
        stream_options: { include_usage: true },
    });
    let text = '';
    let reason;
    let usage;
    for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? '';
        reason = chunk.choices[0]?.finish_reason ?? reason;
        usage = chunk.usage ?? usage;
    }
    assert.match(text, /42/);
    assert.equal(reason, 'stop');
    assert.equal(typeof usage.total_tokens, 'number');
});

test("the client's own helper puts a stream together", async () => {
    const stream = client.chat.completions.stream({ model: 'shannon-chat', messages: [{ role: 'user', content: 'What is 2 + 2?' }] });
    const whole = await stream.finalChatCompletion();
    assert.match(whole.choices[0].message.content, /4/);
});

test('a prompt is completed', async () => {
    const answer = await client.completions.create({ model: 'shannon-chat', prompt: 'What is 10 - 3?' });
    assert.match(answer.choices[0].text, /7/);
});

test('a client that leaves cancels its task', async () => {
    const stream = await client.chat.completions.create({
        model: 'desk/assistant',
        messages: [{ role: 'user', content: "write 'hello' to hello.md" }],
        stream: true,
    });
    let task;
    for await (const chunk of stream) {
        const asked = chunk.shannon_events?.find((event) => event.type === 'APPROVAL_REQUESTED');
        if (!asked)
            continue;
        const pending = await box.call('GET', '/api/v1/approvals?status=pending');
        task = pending.approvals[0].workflow_id;
        stream.controller.abort();
        break;
    }
    await eventually(async () => /CANCELLED/.test((await box.call('GET', `/api/v1/tasks/${task}`)).status));
});

test('an answer that fails within a stream is raised', async () => {
    const provider = createServer((_, answer) => answer.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":{"message":"Wrong key"}}'));
    await new Promise((resolve) => provider.listen(0, '127.0.0.1', resolve));
    const other = await startDaemon('--provider-default', 'openai', '--provider-openai-base-url', `http://127.0.0.1:${provider.address().port}/v1`, '--provider-openai-model', 'm');
    try {
        const failing = new OpenAI({ apiKey: other.key, baseURL: `${other.url}/v1`, maxRetries: 0 });
        const read = async () => {
            const stream = await failing.chat.completions.create({ model: 'shannon-chat', messages: [{ role: 'user', content: 'Hello' }], stream: true });
            for await (const chunk of stream)
                assert.ok(!chunk.choices[0]?.delta.content && !chunk.choices[0]?.finish_reason, JSON.stringify(chunk));
        };
        await assert.rejects(read, (error) => error instanceof OpenAI.APIError && error.code === 'provider_error');
    } finally {
        await other.stop();
        provider.close();
    }
});

// The parameters that the library's own declarations name for a request.
async function parametersOf(file, name) {
    const text = await readFile(new URL(`node_modules/openai/resources/${file}.d.ts`, import.meta.url), 'utf8');
    const [declared] = text.match(new RegExp(`^export interface ${name} \\{$[^]*?^\\}$`, 'm'));
    return [...declared.matchAll(/^ {4}(\w+)\??:/gm)].map((match) => match[1]);
}

for (const [path, file, name] of [
    ['/v1/chat/completions', 'chat/completions/completions', 'ChatCompletionCreateParamsBase'],
    ['/v1/completions', 'completions', 'CompletionCreateParamsBase'],
]) {
    test(`each parameter of ${path} that the library knows is followed, accepted or refused in words`, async () => {
        const { paths } = await (await fetch(`${box.url}/openapi.json`)).json();
        const { properties, additionalProperties } = paths[path].post.requestBody.content['application/json'].schema;
        const parameters = await parametersOf(file, name);
        assert.ok(parameters.length > 15);
        assert.deepEqual(parameters.filter((parameter) => !properties[parameter]), []);
        assert.equal(additionalProperties, false);
    });
}

test('what is not offered is refused, and says what to use', async () => {
    const messages = [{ role: 'user', content: 'x' }];
    const refused = (call, expected) => assert.rejects(call, (error) => error instanceof OpenAI.APIError && expected.test(error.message));
    await refused(client.responses.create({ model: 'shannon-chat', input: 'x' }), /404 .*POST \/v1\/chat\/completions/);
    await refused(client.embeddings.create({ model: 'x', input: 'x' }), /404 .*\/v1\/knowledge\/search/);
    await refused(client.images.generate({ model: 'x', prompt: 'x' }), /404 .*chat\/completions/);
    await refused(client.moderations.create({ input: 'x' }), /404 .*\/api\/chat\/sessions/);
    await refused(client.files.list(), /404 .*\/v1\/knowledge\/documents/);
    await refused(client.batches.list(), /404 .*\/api\/v1\/tasks/);
    await refused(client.beta.assistants.list(), /404 .*\/api\/v1\/clusters/);
    await refused(client.chat.completions.create({ model: 'shannon-chat', messages, logprobs: true }), /400 logprobs/);
    await refused(client.chat.completions.create({ model: 'shannon-chat', messages, functions: [{ name: 'f' }] }), /400 functions/);
    await refused(client.completions.create({ model: 'shannon-chat', prompt: 'x', echo: true }), /400 echo/);
});

test('a history with turns of tools is read', async () => {
    const answer = await client.chat.completions.create({
        model: 'shannon-chat',
        messages: [
            { role: 'user', content: 'What is it like in Oslo?' },
            { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }] },
            { role: 'tool', tool_call_id: 'a', content: '4 degrees' },
            { role: 'user', content: 'What is 6 times 7?' },
        ],
    });
    assert.match(answer.choices[0].message.content, /42/);
});

test('errors are those of the client', async () => {
    const create = (options) => client.chat.completions.create({ messages: [{ role: 'user', content: 'x' }], ...options });
    await assert.rejects(create({ model: 'gpt-4' }), (error) => {
        assert.ok(error instanceof OpenAI.NotFoundError);
        assert.equal(error.code, 'model_not_found');
        assert.equal(error.param, 'model');
        return true;
    });
    await assert.rejects(create({ model: 'shannon-chat', messages: [] }), OpenAI.BadRequestError);
    const stranger = new OpenAI({ apiKey: 'sk_wrong', baseURL: `${box.url}/v1`, maxRetries: 0 });
    await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
});
