// SPDX-License-Identifier: GPL-3.0-or-later
// A person's browser: the first page, Swagger UI with a key, and ReDoc, with nothing from elsewhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from 'puppeteer-core';

import { startDaemon } from './daemon.mjs';

let box;
let browser;

before(async () => {
    box = await startDaemon();
    browser = await launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
        protocolTimeout: 120_000,
    });
});
after(async () => {
    await browser?.close();
    await box?.stop();
});

// A page, and what it did that it should not.
async function open(path) {
    const page = await browser.newPage();
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

test('the first page says that the server is ready', async () => {
    const { page, faults } = await open('/');
    await page.waitForFunction(() => document.getElementById('state').textContent === 'Ready');
    assert.equal(await page.$$eval('.links a', (links) => links.length), 4);
    assert.deepEqual(faults, []);
    await page.close();
});

test('in Swagger UI a person signs in and executes a request', async () => {
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

test('ReDoc shows every contract', async () => {
    const { page, faults } = await open('/redoc');
    await page.waitForFunction(() => document.body.innerText.includes('/v1/chat/completions') || document.querySelector('[data-section-id]'));
    const text = await page.evaluate(() => document.body.innerText);
    for (const contract of ['shannon', 'goagents', 'agentapi', 'openai', 'system'])
        assert.ok(text.includes(contract), contract);
    assert.deepEqual(faults, []);
    await page.close();
});
