#!/bin/sh
# Cargo runs it as the compiler of this workspace when it builds the front end for release.
exec "$@" -D warnings
