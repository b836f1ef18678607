#!/bin/sh
# Puts the style sheets into one file. The cascade layers of tokens.css make their order irrelevant.
set -eu
cd "$(dirname "$0")"
mkdir -p ../generated
cat tokens.css base.css layout.css ui/*.css pages/*.css > ../generated/style.css
