// SPDX-License-Identifier: GPL-3.0-or-later
// A person's browser: the first page, Swagger UI with a key, and ReDoc, with nothing from elsewhere; and a program
// within a page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { launch } from 'puppeteer-core';

import { startDaemon } from './daemon.mjs';

const found = spawnSync(fileURLToPath(new URL('browser', import.meta.url)), { encoding: 'utf8' }).stdout.trim();
const skip = !found && 'there is no Chromium or Chrome here';
let box;
let browser;

before(async () => {
    if (skip)
        return;
    box = await startDaemon();
    browser = await launch({
        executablePath: found,
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
        protocolTimeout: 120_000,
    });
});
after(async () => {
    await browser?.close();
    await box?.stop();
});

// A page, and what it did that it should not.
async function open(path, scheme = 'light') {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const faults = [];
    page.on('request', (request) => {
        if (!request.url().startsWith(box.url) && !/^(data|blob):/.test(request.url()))
            faults.push(`asked for ${request.url()}`);
    });
    page.on('console', (message) => {
        if (message.type() === 'error')
            faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    page.setDefaultTimeout(60_000);
    await page.goto(box.url + path, { waitUntil: 'networkidle2' });
    return { page, faults };
}

test('the first page says that the server is ready', { skip }, async () => {
    const { page, faults } = await open('/');
    await page.waitForFunction(() => document.getElementById('state').textContent === 'Ready');
    assert.equal(await page.$$eval('.links a', (links) => links.length), 4);
    assert.deepEqual(faults, []);
    await page.close();
});

test('in Swagger UI a person signs in and executes a request', { skip }, async () => {
    const { page, faults } = await open('/docs');
    await page.waitForSelector('button.authorize');
    await page.click('button.authorize');
    await page.waitForSelector('.auth-container input');
    await page.type('.auth-container input', box.key);
    await page.click('.auth-btn-wrapper button[type=submit]');
    await page.waitForSelector('.auth-btn-wrapper button[aria-label*=Remove], .auth-btn-wrapper button.modal-btn.auth');
    await page.click('.close-modal');
    const row = '[id$=get_api_v1_tasks]';
    await page.waitForSelector('.opblock-tag');
    await page.click('.opblock-tag[data-tag=shannon]');
    await page.waitForSelector(row);
    await page.click(`${row} .opblock-summary-control`);
    await page.waitForSelector(`${row} button.execute`);
    await page.click(`${row} button.execute`);
    await page.waitForSelector(`${row} .live-responses-table .response-col_status`);
    const status = await page.$eval(`${row} .live-responses-table tbody .response-col_status`, (cell) => cell.textContent.trim());
    assert.match(status, /^200/);
    const body = await page.$eval(`${row} .live-responses-table tbody .response-col_description`, (cell) => cell.textContent);
    assert.match(body, /total_count/);
    assert.deepEqual(faults, []);
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage)), '{}');
    await page.close();
});

test('ReDoc shows every contract', { skip }, async () => {
    const { page, faults } = await open('/redoc');
    await page.waitForFunction(() => document.body.innerText.includes('/v1/chat/completions') || document.querySelector('[data-section-id]'));
    const text = await page.evaluate(() => document.body.innerText);
    for (const contract of ['shannon', 'goagents', 'agentapi', 'openai', 'system'])
        assert.ok(text.includes(contract), contract);
    assert.deepEqual(faults, []);
    await page.close();
});

// The words that can hardly be read on what is behind them, by the measure of the WCAG.
function paleWords() {
    const colourOf = (text) => text.match(/[\d.]+/g).map(Number);
    const light = ([red, green, blue]) => [red, green, blue]
        .map((part) => part / 255)
        .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (element) => {
        for (let one = element; one; one = one.parentElement) {
            const [red, green, blue, share = 1] = colourOf(getComputedStyle(one).backgroundColor);
            if (share > 0.5)
                return [red, green, blue];
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll('body *')]
        .filter((element) => element.checkVisibility?.() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .filter((element) => !element.closest('script, style, noscript, svg'))
        .map((element) => {
            const [most, least] = [light(colourOf(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
            return { words: element.textContent.trim().slice(0, 40), contrast: (most + 0.05) / (least + 0.05) };
        })
        .filter(({ contrast }) => contrast < 2.5);
}

const lightOfPage = () => getComputedStyle(document.body).backgroundColor.match(/\d+/g).reduce((sum, part) => sum + Number(part) / 765, 0);

for (const scheme of ['light', 'dark']) {
    test(`all pages can be read in ${scheme} colours`, { skip }, async () => {
        const pictures = join(process.env.SIGNALBOX_BINARY_DIR ?? 'build/dev/bin', '../../pictures');
        await mkdir(pictures, { recursive: true });
        for (const [path, ready] of [['/', '.pill.ready'], ['/docs', '.opblock-tag'], ['/redoc', '[data-section-id]']]) {
            const { page, faults } = await open(path, scheme);
            await page.waitForSelector(ready);
            await page.screenshot({ path: join(pictures, `web-${path.slice(1) || 'first'}-${scheme}.png`) });
            assert.deepEqual(await page.evaluate(paleWords), [], path);
            assert.ok((await page.evaluate(lightOfPage) > 0.5) === (scheme === 'light'), path);
            assert.deepEqual(faults, []);
            await page.close();
        }
    });
}

// A page of an origin of its own, which has OpenAI's library as the package ships it.
async function startSite() {
    const types = { '.mjs': 'text/javascript', '.html': 'text/html' };
    const library = fileURLToPath(new URL('node_modules/openai', import.meta.url));
    const server = createServer(async (request, answer) => {
        const path = normalize(new URL(request.url, 'http://x').pathname);
        const body = path === '/' ? '<!doctype html><title>A page</title>' : await readFile(join(library, path)).catch(() => null);
        answer.writeHead(body === null ? 404 : 200, { 'Content-Type': path === '/' ? 'text/html' : types[extname(path)] ?? 'text/plain' });
        answer.end(body ?? '');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

// What the library says within a page of that origin.
async function askFrom(site, url, apiKey) {
    const page = await browser.newPage();
    try {
        await page.goto(site.origin);
        return await page.evaluate(async (baseURL, key) => {
            const { default: OpenAI } = await import('/index.mjs');
            const client = new OpenAI({ apiKey: key, baseURL, dangerouslyAllowBrowser: true, maxRetries: 0 });
            const wanted = { model: 'shannon-chat', messages: [{ role: 'user', content: 'What is 6 times 7?' }] };
            try {
                const { data, response } = await client.chat.completions.create(wanted).withResponse();
                let streamed = '';
                for await (const chunk of await client.chat.completions.create({ ...wanted, stream: true }))
                    streamed += chunk.choices[0]?.delta.content ?? '';
                return { whole: data.choices[0].message.content, streamed, task: response.headers.get('x-workflow-id') };
            } catch (error) {
                return { error: error.constructor.name, words: error.message };
            }
        }, `${url}/v1`, apiKey);
    } finally {
        await page.close();
    }
}

test("OpenAI's library works in a page of an origin that is allowed, and in no other", { skip }, async () => {
    const [allowed, other] = [await startSite(), await startSite()];
    const own = await startDaemon('--http-cors-origins', allowed.origin);
    try {
        const answer = await askFrom(allowed, own.url, own.key);
        assert.match(answer.whole ?? answer.words, /42/);
        assert.match(answer.streamed, /42/);
        assert.match(answer.task, /^task-/);
        for (const [site, url, key] of [[other, own.url, own.key], [allowed, box.url, box.key]]) {
            const refused = await askFrom(site, url, key);
            assert.ok(/Connection/.test(refused.words), JSON.stringify(refused));
        }
    } finally {
        await own.stop();
        allowed.stop();
        other.stop();
    }
});
