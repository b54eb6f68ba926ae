"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Signalbox = exports.TaskFailed = exports.RateLimited = exports.Conflict = exports.NotFound = exports.NotAllowed = exports.SignalboxError = exports.WrongSignature = exports.verifyWebhook = void 0;
// SPDX-License-Identifier: GPL-3.0-or-later
// Signalbox from JavaScript, with fetch alone.
const stream_js_1 = require("./stream.js");
const webcrypto_js_1 = require("./webcrypto.js");
var webhooks_js_1 = require("./webhooks.js");
Object.defineProperty(exports, "verifyWebhook", { enumerable: true, get: function () { return webhooks_js_1.verifyWebhook; } });
Object.defineProperty(exports, "WrongSignature", { enumerable: true, get: function () { return webhooks_js_1.WrongSignature; } });
const patience = 5; // tries to go on with a stream that yields nothing new
class SignalboxError extends Error {
    // `status` is 0 when the server did not answer. `code` is the server's word for it and `details` say more, such as
    // the `field` that is wrong; both may be empty.
    constructor(text, { status = 0, code = '', details = {}, body, retryAfter } = {}) {
        super(text);
        this.name = new.target.name;
        Object.assign(this, { status, code, details, body, retryAfter });
    }
}
exports.SignalboxError = SignalboxError;
// The key is missing, unknown, or may not do this.
class NotAllowed extends SignalboxError {
}
exports.NotAllowed = NotAllowed;
// It is not there, or not yours.
class NotFound extends SignalboxError {
}
exports.NotFound = NotFound;
// It is not possible as things stand, such as to cancel a task that has ended.
class Conflict extends SignalboxError {
}
exports.Conflict = Conflict;
// Too often; `retryAfter` are the seconds until it is worth trying again.
class RateLimited extends SignalboxError {
}
exports.RateLimited = RateLimited;
class TaskFailed extends SignalboxError {
    constructor(task) {
        super(task.error || `The task ended as ${task.status}`, { body: task });
    }
}
exports.TaskFailed = TaskFailed;
class Signalbox {
    #key;
    #fetch;
    constructor({ url, key, fetch = globalThis.fetch } = {}) {
        const environment = globalThis.process?.env ?? {};
        this.url = (url ?? environment.SIGNALBOX_URL ?? 'http://127.0.0.1:8080').replace(/\/+$/, '');
        this.#key = key ?? environment.SIGNALBOX_KEY ?? '';
        this.#fetch = fetch.bind(globalThis);
    }
    // Tasks.
    // The same `idempotencyKey` with the same words submits once, however often it is called within a day.
    async submit(query, { idempotencyKey, ...options } = {}) {
        return this.request('POST', '/api/v1/tasks', { body: { query, ...options }, headers: await once(idempotencyKey) });
    }
    task(task) { return this.request('GET', `/api/v1/tasks/${part(task)}`); }
    async tasks(query = {}) { return (await this.request('GET', '/api/v1/tasks', { query })).tasks; }
    // A Conflict when the task has ended.
    cancel(task, reason = '') { return this.#control(task, 'cancel', reason); }
    pause(task, reason = '') { return this.#control(task, 'pause', reason); }
    resume(task, reason = '') { return this.#control(task, 'resume', reason); }
    // The task once it has ended; a person may have to decide first. `timeout` is in milliseconds.
    async wait(task, { timeout = 600_000, signal } = {}) {
        const end = Date.now() + timeout;
        for (let pause = 100;; pause = Math.min(pause * 1.5, 2000)) {
            const shown = await this.request('GET', `/api/v1/tasks/${part(task)}`, { signal });
            if (/COMPLETED$/i.test(shown.status))
                return shown;
            if (/(FAILED|CANCELLED|TIMEOUT)$/i.test(shown.status))
                throw new TaskFailed(shown);
            if (Date.now() + pause > end)
                throw new SignalboxError(`The task is still ${shown.status}`, { code: 'timeout', body: shown });
            await sleep(pause);
        }
    }
    // What happens to a task, until it ends. A connection that is lost is opened again where it was. NotFound when there
    // is no such task.
    async *stream(task, { lastEventId = '', signal } = {}) {
        const path = `/api/v1/stream/sse?${new URLSearchParams({ workflow_id: task })}`;
        for (let tries = 0;;) {
            try {
                const headers = { Accept: 'text/event-stream', ...(lastEventId && { 'Last-Event-ID': lastEventId }) };
                const answer = await this.#open('GET', path, { headers, signal });
                if (answer.status === 204) // all of it came before
                    return;
                for await (const event of (0, stream_js_1.eventsIn)(answer.body)) {
                    if (event.type === 'ERROR_OCCURRED' && !event.id) // what happens to a task has an id
                        throw new NotFound(event.data.message, { status: 404, body: event.data });
                    tries = 0;
                    lastEventId = event.id || lastEventId;
                    yield event;
                    if (event.type === 'done')
                        return;
                }
            }
            catch (error) {
                if (signal?.aborted || (error instanceof SignalboxError && error.status && error.status !== 429))
                    throw error;
                if (error instanceof SignalboxError && error.retryAfter)
                    await sleep(error.retryAfter * 1000);
            }
            if (++tries > patience)
                throw new SignalboxError('The stream was lost and could not be continued');
            await sleep(200 * 2 ** tries);
        }
    }
    // Approvals.
    async approvals({ status = 'pending', ...query } = {}) {
        return (await this.request('GET', '/api/v1/approvals', { query: { status, ...query } })).approvals;
    }
    // Lets the agent go on, with its arguments or with those of `modifiedAction`.
    approve(task, approval, { feedback = '', modifiedAction, seenAction } = {}) {
        return this.#decide(task, approval, true, feedback, modifiedAction, undefined, seenAction);
    }
    // The agent reads `feedback` as the answer to its call and goes on; `endTask` ends the task instead.
    reject(task, approval, { feedback = '', endTask } = {}) {
        return this.#decide(task, approval, false, feedback, undefined, endTask);
    }
    // Chat.
    // One turn with an agent; its answer is `response`.
    async chat(agent, message, { conversation, context } = {}) {
        const body = { message, conversation_id: conversation, context };
        return (await this.request('POST', `/api/v1/agents/${part(agent)}/chat`, { body })).data;
    }
    // The answer of a model, or of an agent ("cluster/agent").
    async complete(messages, { model = 'shannon-chat', signal, ...options } = {}) {
        const body = { model, messages: listOf(messages), ...options };
        return (await this.request('POST', '/v1/chat/completions', { body, signal })).choices[0].message.content;
    }
    // The same in pieces. Leaving the loop early cancels the task; what fails on the way is a SignalboxError.
    async *completeStream(messages, { model = 'shannon-chat', signal, ...options } = {}) {
        const body = { model, messages: listOf(messages), stream: true, ...options };
        const answer = await this.#open('POST', '/v1/chat/completions', { body, signal });
        for await (const event of (0, stream_js_1.eventsIn)(answer.body)) {
            if (event.data === '[DONE]')
                return;
            if (event.data.error)
                throw refusalOf(event.data);
            for (const choice of event.data.choices) {
                if (choice.delta.content)
                    yield choice.delta.content;
            }
        }
        throw new SignalboxError('The stream ended before the answer was whole');
    }
    // Knowledge.
    // A File, or a Blob with a name. The same `idempotencyKey` with the same document adds it once.
    async addDocument(file, { name = file.name ?? 'document.txt', title = name, tags = [], idempotencyKey } = {}) {
        const form = new FormData();
        form.append('metadata', JSON.stringify({ title, tags }));
        form.append('file', file, name);
        return this.request('POST', '/v1/knowledge/documents', { form, headers: await once(idempotencyKey) });
    }
    async documents(query = {}) { return (await this.request('GET', '/v1/knowledge/documents', { query })).documents; }
    document(document) { return this.request('GET', `/v1/knowledge/documents/${part(document)}`); }
    deleteDocument(document) { return this.request('DELETE', `/v1/knowledge/documents/${part(document)}`); }
    async search(q, { limit = 10 } = {}) {
        return (await this.request('GET', '/v1/knowledge/search', { query: { q, limit } })).results;
    }
    // Webhooks.
    // The answer holds the secret for verifyWebhook(); it is told this once.
    async addWebhook(url, events, { secret, idempotencyKey } = {}) {
        return this.request('POST', '/v1/webhooks', { body: { url, events, secret }, headers: await once(idempotencyKey) });
    }
    webhooks() { return this.request('GET', '/v1/webhooks'); }
    webhook(webhook) { return this.request('GET', `/v1/webhooks/${part(webhook)}`); }
    deleteWebhook(webhook) { return this.request('DELETE', `/v1/webhooks/${part(webhook)}`); }
    testWebhook(webhook) { return this.request('POST', `/v1/webhooks/${part(webhook)}/test`); }
    deliveries(webhook) { return this.request('GET', `/v1/webhooks/${part(webhook)}/deliveries`); }
    delivery(webhook, delivery) { return this.request('GET', `/v1/webhooks/${part(webhook)}/deliveries/${part(delivery)}`); }
    // Sends the same message again, as a new delivery.
    replay(webhook, delivery) { return this.request('POST', `/v1/webhooks/${part(webhook)}/deliveries/${part(delivery)}/replay`); }
    // Any other endpoint of /openapi.json: JSON in, JSON out.
    async request(method, path, { query, ...options } = {}) {
        const items = Object.entries(query ?? {}).filter(([, value]) => value != null);
        const answer = await this.#open(method, items.length ? `${path}?${new URLSearchParams(items)}` : path, options);
        const text = await answer.text();
        return text ? JSON.parse(text) : null;
    }
    async #open(method, path, { body, form, headers, signal } = {}) {
        const sent = { ...headers, ...(this.#key && { 'X-API-Key': this.#key }) };
        if (body !== undefined)
            sent['Content-Type'] = 'application/json';
        let answer;
        try {
            answer = await this.#fetch(this.url + path, { method, headers: sent, body: form ?? (body && JSON.stringify(body)), signal });
        }
        catch (error) {
            if (signal?.aborted)
                throw error;
            throw new SignalboxError(`${this.url} does not answer: ${error.cause?.message ?? error.message}`);
        }
        if (!answer.ok)
            throw errorFrom(answer, await answer.text());
        return answer;
    }
    async #control(task, action, reason) {
        const answer = await this.request('POST', `/api/v1/tasks/${part(task)}/${action}`, { body: { reason } });
        if (answer.success === false) // an answer of 202 that says no
            throw new Conflict(answer.message || `The task cannot ${action}`, { status: 409, body: answer });
        return answer;
    }
    #decide(task, approval, approved, feedback, modifiedAction, endTask, seenAction) {
        const body = {
            workflow_id: task, approval_id: approval, approved, feedback, modified_action: modifiedAction, end_task: endTask, seen_action: seenAction,
        };
        return this.request('POST', '/api/v1/approvals/decision', { body });
    }
}
exports.Signalbox = Signalbox;
function errorFrom(answer, text) {
    let body = text;
    try {
        body = JSON.parse(text);
    }
    catch {
        // A proxy's page.
    }
    const { status } = answer;
    return refusalOf(body, { text, status, retryAfter: Number(answer.headers.get('Retry-After')) || undefined });
}
// The error that a body stands for, whichever contract it is of; `text` where it has no words of its own.
function refusalOf(body, { text = '', status = 0, retryAfter } = {}) {
    const error = body?.error;
    let said = { message: error }; // {"error": words}
    if (typeof error === 'object' && error) // {"error": {"code", "message", and "details" or "param"}}
        said = { ...error, code: error.code || error.type };
    else if (/^\w+$/.test(error ?? '') && body.message) // {"error": CODE, "message"}
        said = { ...body, code: error };
    const details = said.details ?? (said.param ? { field: said.param } : {});
    let words = String(said.message || text || `The server answered ${status}`);
    if (details.issue && !words.includes(details.issue))
        words += details.field ? ` (${details.field}: ${details.issue})` : ` (${details.issue})`;
    const Kind = { 401: NotAllowed, 403: NotAllowed, 404: NotFound, 409: Conflict, 429: RateLimited }[status] ?? SignalboxError;
    return new Kind(words, { status, code: said.code ?? '', details, body, retryAfter });
}
// A request that is sent again, by hand or because a connection broke, is carried out once.
const once = async (key) => ({ 'Idempotency-Key': key ?? (await (0, webcrypto_js_1.webcrypto)()).randomUUID() });
const part = (text) => encodeURIComponent(text);
const listOf = (messages) => (typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages);
const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));
