#!/bin/sh
# Cargo runs it as the compiler of this workspace in `cargo xtask test`.
# It compiles and lints in one pass, so that the linter needs no second copy of the dependencies,
# and it checks the documentation against the same copy.
# With LINT=only, it generates no machine code.
set -eu
case " $* " in
*" --emit=dep-info,metadata,link "*) ;;
*) exec "$@" ;; # a question of Cargo, or a build script
esac

shift # the compiler: clippy-driver brings its own
for word; do
  shift
  [ "${LINT:-}:$word" != only:--emit=dep-info,metadata,link ] || word=--emit=dep-info,metadata
  set -- "$@" "$word"
done
clippy-driver "$@" -D warnings

case " $* " in
*" --test "* | *" --crate-name build_script_"*) exit ;;
*" --crate-type bin "*) set -- "$@" --document-private-items ;;
esac
folder=
for word; do
  shift
  case $folder$word in
  --emit=*) continue ;;
  --out-dir) folder=1 && continue ;;
  1*) word=$CARGO_TARGET_DIR/checked-doc && set -- "$@" --out-dir && folder= ;;
  esac
  set -- "$@" "$word"
done
exec rustdoc "$@" -D warnings
