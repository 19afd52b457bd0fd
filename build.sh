#!/usr/bin/env bash
# One entry point for people and for CI: ./build.sh build | test | bench | fuzz | simulate | drill | pack
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

configuration=Release
solution=Payments.Sdk.sln
results=artifacts/test-results
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() {
  cat <<'TEXT'
./build.sh build                        restores and builds everything, warnings are errors
./build.sh test [PROJECT ...]           installs what the tests need, builds, runs all test projects (or those named) and counts
./build.sh bench [NAME ...] [--json F]  runs the benchmarks (or those named): ours against a yardstick measured in the same run
./build.sh fuzz [--seed S] [--count N]  ten million seeded mutations of callbacks, in process
./build.sh simulate [--seeds N] [--seed FIRST] [--trace]
                                        N seeded worlds (one) in virtual time, held against the ten laws; a violation prints its replay
./build.sh drill [KIND ...] [--rate R] [--outage S]  a minute of outage of the primary account at 200 orders/s: down, slow, resets, 5xx, garbage
./build.sh pack                         packs the NuGet packages into artifacts/packages
TEXT
}

say() { printf '\n== %s\n' "$*"; }

need() { # need COMMAND PACKAGE ...: installs Debian packages when the command is missing
  local command=$1
  shift
  command -v "$command" >/dev/null 2>&1 && return 0
  say "installing $* (for $command)"
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need_dotnet() {
  command -v dotnet >/dev/null 2>&1 || { echo "build.sh: the .NET 10 SDK is not on PATH; install it from https://dot.net" >&2; exit 1; }
}

install_test_tools() {
  need chromium chromium
  need node nodejs
  need npm npm
  need java openjdk-17-jre-headless
  need_postgres
}

# Debian keeps the server's programs off PATH. The cluster its package makes is not used and not started.
need_postgres() { compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null || need initdb postgresql; }

stop_compiler() { dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true; }

build() {
  need_dotnet
  say "building"
  # One compiler process for all projects, stopped again afterwards.
  trap stop_compiler EXIT
  dotnet build "$solution" -c "$configuration" -v quiet -clp:NoSummary -p:UseSharedCompilation=true
  stop_compiler
  trap - EXIT
}

count() { # count ATTRIBUTE FILE: adds an attribute up over the <assembly> elements of an xunit report
  grep -o '<assembly [^>]*>' "$2" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'
}

run_tests() {
  local projects=("$@") passed=0 failed=0 skipped=0 project name report code
  if [ ${#projects[@]} = 0 ]; then
    projects=(tests/*.Tests)
  fi

  rm -rf "$results"
  mkdir -p "$results"
  for project in "${projects[@]}"; do
    name=$(basename "$project")
    report=$PWD/$results/$name.xml
    say "$name"
    code=0
    timeout --kill-after=10 900 "tests/$name/bin/$configuration/net10.0/$name" -noLogo -xml "$report" || code=$?
    if [ -s "$report" ]; then
      passed=$((passed + $(count passed "$report")))
      failed=$((failed + $(count failed "$report") + $(count errors "$report")))
      skipped=$((skipped + $(count skipped "$report")))
      [ "$code" = 0 ] || [ "$(count failed "$report")$(count errors "$report")" != 00 ] || failed=$((failed + 1))
    else
      echo "$name ended with status $code and without a report"
      failed=$((failed + 1))
    fi
  done

  echo
  printf '%d passed, %d failed' "$passed" "$failed"
  [ "$skipped" = 0 ] || printf ', %d skipped' "$skipped"
  echo
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

command=${1:-}
[ $# = 0 ] || shift
case $command in
  build) build ;;
  test)
    install_test_tools
    build
    run_tests "$@"
    ;;
  bench)
    need_postgres
    build
    exec dotnet run --no-build -c "$configuration" --project tests/Payments.Benchmarks -- "$@"
    ;;
  fuzz)
    build
    exec dotnet run --no-build -c "$configuration" --project tests/Payments.Fuzz -- "$@"
    ;;
  simulate)
    need_dotnet
    trap stop_compiler EXIT
    dotnet build tests/Payments.Simulation -c "$configuration" -v quiet -clp:NoSummary -p:UseSharedCompilation=true >&2
    stop_compiler
    trap - EXIT
    exec dotnet run --no-build -c "$configuration" --project tests/Payments.Simulation -- "$@"
    ;;
  drill)
    need npm npm
    need java openjdk-17-jre-headless
    build
    exec dotnet run --no-build -c "$configuration" --project tests/Payments.Drill -- "$@"
    ;;
  pack)
    need_dotnet
    say "packing"
    rm -rf artifacts/packages
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) dotnet pack "$solution" -c "$configuration" -v quiet -clp:NoSummary -p:ContinuousIntegrationBuild=true -o artifacts/packages
    ls -1 artifacts/packages
    ;;
  *)
    usage
    [ -z "$command" ] || [ "$command" = help ] || exit 2
    ;;
esac
