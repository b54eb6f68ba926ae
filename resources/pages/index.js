// SPDX-License-Identifier: GPL-3.0-or-later
// Says whether the server can do its work, and looks again every ten seconds.
'use strict';

async function look() {
    const state = document.getElementById('state');
    const detail = document.getElementById('detail');
    try {
        const answer = await fetch('/readiness', { cache: 'no-store' });
        const body = await answer.json();
        const failed = Object.keys(body.checks ?? {}).filter((name) => body.checks[name] !== 'ok');
        state.className = answer.ok ? 'pill ready' : 'pill broken';
        state.textContent = answer.ok ? 'Ready' : 'Not ready';
        detail.textContent = answer.ok ? '' : `Does not work: ${failed.join(', ')}`;
    } catch {
        state.className = 'pill broken';
        state.textContent = 'Does not answer';
        detail.textContent = '';
    }
}

look();
setInterval(look, 10_000);
