# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer as it is written. Any agent of a cluster is a model, too: model="desk/assistant"."""
from signalbox import Signalbox

box = Signalbox()
for piece in box.complete_stream("What is 6 times 7?"):
    print(piece, end="", flush=True)
print()
