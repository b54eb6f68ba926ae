// SPDX-License-Identifier: GPL-3.0-or-later
// An answer as it is written. Any agent of a cluster is a model, too: { model: 'desk/assistant' }.
import { Signalbox } from '../../sdk/javascript/src/index.js';

const box = new Signalbox();
for await (const piece of box.completeStream('What is 6 times 7?'))
    process.stdout.write(piece);
console.log();
