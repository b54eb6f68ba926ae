#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# An answer over OpenAI's protocol, whole and in pieces.
. "$(dirname "$0")/common.sh"

question='"messages": [{"role": "user", "content": "What is 6 times 7?"}]'
json "$box/v1/chat/completions" --data "{\"model\": \"shannon-chat\", $question}"
echo
json --no-buffer "$box/v1/chat/completions" --data "{\"model\": \"shannon-chat\", \"stream\": true, $question}"
