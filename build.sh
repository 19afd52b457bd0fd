#!/usr/bin/env bash
# One entry point for people and for CI: ./build.sh build | test | bench | fuzz | simulate | drill | soak | pack
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

configuration=Release
solution=Payments.Sdk.sln
results=artifacts/test-results
sudo=()
[ "$(id -u)" = 0 ] || sudo=(sudo)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() {
  cat <<'TEXT'
./build.sh build                        restores and builds everything, warnings are errors
./build.sh test [PROJECT ...]           installs what the tests need, builds, runs all test projects (or those named) and counts
./build.sh bench [NAME ...] [--json F]  runs the benchmarks (or those named): ours against a yardstick measured in the same run
./build.sh bench recon [--rows N] [--rounds R] [--keep FOLDER]
                                        the reconciliation engine against DuckDB, whole processes, warm and cold: ten million orders take 4 GB of disk
./build.sh fuzz [--seed S] [--count N]  ten million seeded mutations of callbacks, in process
./build.sh simulate [--seeds N] [--seed FIRST] [--trace]
                                        N seeded worlds (one) in virtual time, held against the ten laws; a violation prints its replay
./build.sh drill [KIND ...] [--rate R] [--outage S]  a minute of outage of the primary account at 200 orders/s: down, slow, resets, 5xx, garbage
./build.sh soak [CELL ...] [--minutes N] [--matrix] [--rate R] [--nodes N] [--seed S]
                                        an hour of nodes and servers killed in the middle of 200 orders/s, held against the ten laws; --cells lists the faults
./build.sh pack                         packs the NuGet packages into artifacts/packages
TEXT
}

say() { printf '\n== %s\n' "$*"; }

need() { # need COMMAND PACKAGE ...: installs Debian packages when the command is missing
  local command=$1
  shift
  command -v "$command" >/dev/null 2>&1 && return 0
  say "installing $* (for $command)"
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
  need redis-server redis-server
  need clickhouse-server clickhouse-server
  need_postgres
  need_rabbit
  compgen -G "/usr/lib/*/librdkafka.so.1" >/dev/null || need kafka-library librdkafka1
}

# Debian keeps the server's programs off PATH. The cluster its package makes is not used and not started.
need_postgres() { compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null || need initdb postgresql; }

# Debian's package starts its own broker where there is a service manager; the tests start theirs, on ports of their own.
need_rabbit() {
  command -v rabbitmq-server >/dev/null 2>&1 && return 0
  need rabbitmq-server rabbitmq-server
  "${sudo[@]}" service rabbitmq-server stop >/dev/null 2>&1 || true
  "${sudo[@]}" service epmd stop >/dev/null 2>&1 || true
}

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

# The fleet's nodes are started again and again in the middle of a load: compiled before, they do not compile while others wait. Where the SDK's compiler
# for that is not to be had, they are run as they were built.
fleet=artifacts/fleet/publish
ready_fleet() {
  need_dotnet
  say "compiling the fleet ahead of time"
  rm -rf artifacts/fleet
  mkdir -p artifacts
  trap stop_compiler EXIT
  # Folders of its own: another target's assets would be in the way of the next build.
  if dotnet publish tests/Payments.Fleet -c "$configuration" -v quiet --nologo --use-current-runtime --self-contained false -p:PublishReadyToRun=true -p:UseSharedCompilation=true \
    -p:NuGetLockFilePath=obj/ready.lock.json --artifacts-path "$PWD/artifacts/fleet" -o "$PWD/$fleet" >artifacts/fleet.log 2>&1; then
    export PAYMENTS_FLEET=$PWD/$fleet
  else
    echo "not to be had here (artifacts/fleet.log); they are run as they were built"
  fi
  stop_compiler
  trap - EXIT
}

count() { # count ATTRIBUTE FILE: adds an attribute up over the <assembly> elements of an xunit report
  grep -o '<assembly [^>]*>' "$2" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'
}

run_one() { # run_one PROJECT: what it prints goes to a file of its own, shown when it ends
  local name=$1 code=0 began=$SECONDS
  timeout --kill-after=10 900 "tests/$name/bin/$configuration/net10.0/$name" -noLogo -xml "$PWD/$results/$name.xml" >"$results/$name.log" 2>&1 </dev/null || code=$?
  echo "$code" >"$results/$name.code"
  printf '\n== %s (%d s)\n%s\n' "$name" $((SECONDS - began)) "$(cat "$results/$name.log")"
}

run_tests() {
  local projects=() alone=() wrong=() name report code passed=0 failed=0 skipped=0
  for name in "$@"; do projects+=("$(basename "$name")"); done
  # The longest first: what begins last has nobody to share the machine with.
  [ ${#projects[@]} -gt 0 ] || for name in tests/Payments.{Samples,Recon,Telemetry}.Tests tests/*.Tests; do
    name=$(basename "$name")
    case " ${projects[*]-} " in *" $name "*) ;; *) projects+=("$name") ;; esac
  done

  case " ${projects[*]} " in *" Payments.Fleet.Tests "*) ready_fleet ;; esac
  rm -rf "$results"
  mkdir -p "$results"
  say "testing ${#projects[@]} projects"
  # A shell does not pass an interrupt on to what it runs beside itself; timeout passes a TERM on to the test.
  trap 'for job in $(jobs -p); do pkill -TERM -P "$job" || true; done; exit 130' INT TERM
  # Two at a time; those that judge time under load have the machine to themselves, afterwards.
  for name in "${projects[@]}"; do
    case $name in
      Payments.Drill.Tests | Payments.Fleet.Tests | Payments.Redis.Tests) alone+=("$name") ;;
      *)
        run_one "$name" &
        while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
        ;;
    esac
  done
  wait
  for name in ${alone[@]+"${alone[@]}"}; do run_one "$name"; done

  for name in "${projects[@]}"; do
    report=$results/$name.xml
    code=$(cat "$results/$name.code" 2>/dev/null || echo unknown)
    [ "$code" = 0 ] || wrong+=("$name")
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
  [ ${#wrong[@]} = 0 ] || echo "failed in: ${wrong[*]}"
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
    if [ "${1:-}" = recon ]; then
      shift
      need node nodejs
      need npm npm
      need /usr/bin/time time
      need_dotnet
      dotnet build src/Payments.Cli -c "$configuration" -v quiet -clp:NoSummary
      npm ci --prefix tests/Payments.Benchmarks/Recon --no-audit --no-fund >/dev/null
      exec node tests/Payments.Benchmarks/Recon/recon.mjs "$@"
    fi
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
  soak)
    need_postgres
    need redis-server redis-server
    need_rabbit
    need_dotnet
    ready_fleet >&2
    [ -n "${PAYMENTS_FLEET:-}" ] || dotnet build tests/Payments.Fleet -c "$configuration" -v quiet -clp:NoSummary >&2
    exec dotnet "${PAYMENTS_FLEET:-tests/Payments.Fleet/bin/$configuration/net10.0}/Payments.Fleet.dll" "$@"
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
