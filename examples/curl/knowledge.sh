#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Adds a document and searches it.
. "$(dirname "$0")/common.sh"

file=$(mktemp --suffix=.md)
trap 'rm -f "$file"' EXIT
printf '# Returns\n\nGoods may be returned within thirty days.\n' >"$file"
call "$box/v1/knowledge/documents" --form "file=@$file" --form 'metadata={"title": "Returns", "tags": ["policy"]}'
echo
found=
until [[ $found == *thirty* ]]; do
    sleep 0.2
    found=$(call --get "$box/v1/knowledge/search" --data-urlencode 'q=returned within how many days')
done
echo "$found"
