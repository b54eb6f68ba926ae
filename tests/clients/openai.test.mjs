// SPDX-License-Identifier: GPL-3.0-or-later
// The official client of OpenAI's API.
import assert from 'node:assert/strict';
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
