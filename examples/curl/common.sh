# SPDX-License-Identifier: GPL-3.0-or-later
# Read by the others: where the server is, and a call with the key.
set -euo pipefail
box=${SIGNALBOX_URL:-http://127.0.0.1:8080}
: "${SIGNALBOX_KEY:?the api_key of the line that signalboxd prints}"
call() { curl --silent --show-error --fail-with-body --header "X-API-Key: $SIGNALBOX_KEY" "$@"; }
json() { call --header 'Content-Type: application/json' "$@"; }
value() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; } # the first text of that name
