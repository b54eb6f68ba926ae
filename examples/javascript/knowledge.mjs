// SPDX-License-Identifier: GPL-3.0-or-later
// Adds a document and finds the passage that answers a question.
import { Signalbox } from '../../sdk/javascript/src/index.js';

const box = new Signalbox();
const text = new Blob(['# Returns\n\nGoods may be returned within thirty days.\n'], { type: 'text/markdown' });
await box.addDocument(text, { name: 'returns.md', title: 'Returns', tags: ['policy'] });
let found = [];
while (found.length === 0) {
    found = await box.search('returned within how many days');
    await new Promise((resolve) => setTimeout(resolve, 200));
}
console.log(found[0].content ?? found[0]);
