#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Takes the bundles of Swagger UI and ReDoc from npm: update.sh SWAGGER_UI_VERSION REDOC_VERSION. Change the versions
# in README.md with them, and look at both pages.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
swagger=${1:?the version of swagger-ui-dist} redoc=${2:?the version of redoc}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts "swagger-ui-dist@$swagger" "redoc@$redoc"
from=$folder/node_modules
pack() { gzip -9 -n >"$1"; }
pack swagger-ui-bundle.js.gz <"$from/swagger-ui-dist/swagger-ui-bundle.js"
pack swagger-ui.css.gz <"$from/swagger-ui-dist/swagger-ui.css"
sed 's#https://cdn.redoc.ly/redoc/logo-mini.svg#data:,#' "$from/redoc/bundles/redoc.standalone.js" | pack redoc.standalone.js.gz
{
    printf 'Swagger UI (swagger-ui-dist), licensed under the Apache License 2.0\n\n'
    cat "$from"/swagger-ui-dist/{NOTICE,LICENSE,swagger-ui-bundle.js.LICENSE.txt}
    printf '\n\nReDoc (redoc), licensed under the MIT License\n\n'
    cat "$from/redoc/LICENSE" "$from/redoc/bundles/redoc.standalone.js.LICENSE.txt"
} | pack licenses.txt.gz
