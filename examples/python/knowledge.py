# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds a document and finds the passage that answers a question."""
import time

from signalbox import Signalbox

box = Signalbox()
box.add_document(("returns.md", b"# Returns\n\nGoods may be returned within thirty days.\n"), title="Returns", tags=["policy"])
while not (found := box.search("returned within how many days")):
    time.sleep(0.2)
print(found[0]["content"] if "content" in found[0] else found[0])
