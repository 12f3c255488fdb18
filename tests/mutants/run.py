"""run.py [--count N] [--seed S] [--jobs J] [--in PATH]: how many of N broken programs the tests notice.

The tree is copied to build-mutants/, all chosen breaks are built into the copy at once (mutate.py), and each is then run
by itself: the tests that come to its place, the quickest first, until one fails. What survives is listed. Breaks that
change nothing anybody could notice stand in "equivalent" with the reason; they are drawn, counted, and not run.
"""

import argparse
import concurrent.futures
import json
import math
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import mutate

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLACE = ROOT / 'build-mutants'
TREE, BUILD = PLACE / 'tree', PLACE / 'build'
PARTS = ['core', 'disk', 'store', 'content', 'site', 'server', 'cli', 'wasm', 'tests', 'bench', 'fuzz', 'man', 'tools', 'web', 'offices', 'docs']
SURVIVORS_MAX, EQUIVALENT_MAX = 10, 5  # per cent
SECONDS_MAX = 20  # a test that takes its processor longer by itself is not asked
PATIENCE = 20  # what a busy machine, or a test that sleeps, may take instead

HEADER = '''#ifndef MUTANT_H
#define MUTANT_H
extern int mutant_chosen;
extern unsigned char *mutant_seen;
static inline int
mutant_on(int n)
{
	mutant_seen[n] = 1;
	return n == mutant_chosen;
}
#endif
'''
# Appended to a file of core that everything links. What was passed is written as it happens: some tests die on purpose.
CHOICE = '''
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "mutant.h"
static unsigned char nowhere[%(size)d];
int mutant_chosen = -1;
unsigned char *mutant_seen = nowhere;
__attribute__((constructor)) static void
mutant_choose(void)
{
	const char *chosen = getenv("ALCOVE_MUTANT"), *seen = getenv("ALCOVE_MUTANT_SEEN");
	int fd = seen == NULL ? -1 : open(seen, O_RDWR);
	void *map = fd < 0 ? MAP_FAILED : mmap(NULL, %(size)d, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map != MAP_FAILED)
		mutant_seen = map;
	if (chosen != NULL)
		mutant_chosen = (int)strtol(chosen, NULL, 10);
}
'''


def read_arguments():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('--count', type=int, default=600, help='how many breaks to draw (600)')
    p.add_argument('--seed', type=int, default=1, help='what draws them (1)')
    p.add_argument('--jobs', type=int, default=os.cpu_count(), help='how many at a time')
    p.add_argument('--in', dest='within', default='', help='only in files whose path begins with this')
    return p.parse_args()


def note(text):
    print(f'# {text}', flush=True)


def all_sites(within):
    include = subprocess.run(['pkg-config', '--cflags', 'libsodium', 'jansson', 'sqlite3', 'libmicrohttpd'], check=True, capture_output=True, text=True)
    builtin = subprocess.run(['clang', '-print-resource-dir'], check=True, capture_output=True, text=True).stdout.strip()
    arguments = [f'-I{ROOT}', f'-I{ROOT}/build/core', f'-I{ROOT}/build', f'-I{builtin}/include', '-D_GNU_SOURCE', '-std=gnu17', *include.stdout.split()]
    sources = []
    for part in ('core', 'store'):
        for file in sorted((ROOT / part).rglob('*.c')):
            path = str(file.relative_to(ROOT))
            if path.startswith(within):
                sources.append(mutate.Source(ROOT, path, arguments))
    return sources


def read_equivalents():
    rows = {}
    for n, line in enumerate((ROOT / 'tests/mutants/equivalent').read_text().splitlines(), 1):
        if not line or line.startswith('#'):
            continue
        cells = [c.strip() for c in line.split(' ;; ')]
        if len(cells) != 5 or not cells[4]:
            raise SystemExit(f'tests/mutants/equivalent:{n}: not "path ;; function ;; text ;; change ;; reason"')
        rows[tuple(cells[:4])] = cells[4]
    return rows


def make_tree(sources, chosen):
    shutil.rmtree(TREE, ignore_errors=True)
    TREE.mkdir(parents=True)
    for part in PARTS:
        shutil.copytree(ROOT / part, TREE / part, symlinks=True, ignore=shutil.ignore_patterns('node_modules', 'corpus'))
    for file in ('meson.build', 'meson_options.txt', 'LICENSE', 'README.md'):
        shutil.copy(ROOT / file, TREE / file)
    if (ROOT / 'build-web').exists():
        (TREE / 'build-web').symlink_to(ROOT / 'build-web')
    for source in sources:
        mine = [(n, s) for n, s in chosen if s.path == source.path]
        if mine:
            (TREE / source.path).write_bytes(mutate.instrument(source, mine))
    (TREE / 'mutant.h').write_text(HEADER)
    with (TREE / 'core/err.c').open('a') as f:
        f.write(CHOICE % {'size': len(chosen) + 1})


def compile_tests():
    tests = sorted(p.stem for folder in ('unit', 'fault') for p in (ROOT / 'tests' / folder).glob('test_*.c'))
    log = PLACE / 'build.log'
    with log.open('w') as out:
        if not (BUILD / 'build.ninja').exists():
            subprocess.run(['meson', 'setup', BUILD, TREE, '-Dtests=enabled', '-Dwerror=false', '-Dwarning_level=0', '-Dc_std=gnu17', '-Doptimization=1',
                            '-Dc_args=-w -D_GNU_SOURCE'], stdout=out, stderr=out, check=False)
        done = subprocess.run(['ninja', '-C', BUILD, 'all', *(f'tests/unit/{t}' for t in tests), 'tests/unit/libfailing.so'], stdout=out, stderr=out, check=False)
    if done.returncode != 0:
        sys.exit('not ok - the broken programs compile\n' + '\n'.join(log.read_text().splitlines()[-30:]))
    return tests


def limits(seconds):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def run_test(test, seconds, **extra):
    """Whether it passes (None: not in that time of a processor), and how much of it that took."""
    environment = {**os.environ, 'ALCOVE_SOURCE_ROOT': str(ROOT), 'ALCOVE_BUILD_ROOT': str(BUILD), **extra}
    with tempfile.TemporaryDirectory(prefix='mutant.') as place:
        environment["TMPDIR"] = place
        running = subprocess.Popen([BUILD / 'tests/unit' / test], cwd=place, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, preexec_fn=lambda: limits(math.ceil(seconds)), start_new_session=True)
        late = threading.Timer(seconds * PATIENCE, os.killpg, (running.pid, signal.SIGKILL))
        late.start()
        _, status, used = os.wait4(running.pid, 0)
        late.cancel()
        running.returncode = os.waitstatus_to_exitcode(status)
        try:
            os.killpg(running.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    stopped = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXCPU)
    return (None if stopped else status == 0), used.ru_utime + used.ru_stime


def reach(tests, size):
    """What each test passes by: {test: (seconds, numbers)}."""
    reached = {}
    for test in tests:
        with tempfile.NamedTemporaryFile() as seen:
            seen.truncate(size + 1)
            good, took = run_test(test, SECONDS_MAX, ALCOVE_MUTANT_SEEN=seen.name)
            if good is False and not run_test(test, SECONDS_MAX)[0]:  # a busy machine may be late once
                sys.exit(f'not ok - {test} passes while nothing is broken')
            if good:
                reached[test] = (took, {n for n, b in enumerate(pathlib.Path(seen.name).read_bytes()) if b})
    return reached


def killer(number, reached):
    """The first test that notices, or None."""
    for test in sorted((t for t, (_, numbers) in reached.items() if number in numbers), key=lambda t: reached[t][0]):
        good, _ = run_test(test, 5 + 10 * reached[test][0], ALCOVE_MUTANT=str(number))
        if not good:
            return test
    return None


def main():
    arguments = read_arguments()
    sources = all_sites(arguments.within)
    sites = [s for source in sources for s in source.sites]
    drawn = random.Random(arguments.seed).sample(sites, min(arguments.count, len(sites)))
    equivalents = read_equivalents()
    known = {s.key for s in sites}
    for key in equivalents.keys() - known if not arguments.within else ():
        note(f'tests/mutants/equivalent names what is not there: {" ;; ".join(key)}')
    same = [s for s in drawn if s.key in equivalents]
    chosen = list(enumerate(s for s in drawn if s.key not in equivalents))
    note(f'{len(sites)} places and ways in {len(sources)} files; {len(drawn)} drawn with seed {arguments.seed}, {len(same)} of them equivalent')
    make_tree(sources, chosen)
    tests = compile_tests()
    reached = reach(tests, len(chosen))
    note(f'{len(reached)} tests, {sum(took for took, _ in reached.values()):.0f} s together')
    survivors, done, began = [], 0, time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        jobs = {pool.submit(killer, n, reached): (n, s) for n, s in chosen}
        for job in concurrent.futures.as_completed(jobs):
            n, site = jobs[job]
            done += 1
            if job.result() is None:
                survivors.append(site)
                note(f'survives{"" if any(n in numbers for _, numbers in reached.values()) else ", as nothing comes there"}: {site}')
            if done % 50 == 0:
                note(f'{done} of {len(chosen)} in {time.monotonic() - began:.0f} s, {len(survivors)} survive')
    (PLACE / 'survivors.json').write_text(json.dumps([list(s.key) for s in survivors], ensure_ascii=False, indent=1))
    ran = max(len(chosen), 1)
    share, equal = 100 * len(survivors) / ran, 100 * len(same) / max(len(drawn), 1)
    good = share < SURVIVORS_MAX
    print(f'{"ok" if good else "not ok"} - {len(survivors)} of {len(chosen)} broken programs pass the tests ({share:.1f} %, less than {SURVIVORS_MAX})')
    few = equal <= EQUIVALENT_MAX
    print(f'{"ok" if few else "not ok"} - {len(same)} of {len(drawn)} are set down as equivalent ({equal:.1f} %, at most {EQUIVALENT_MAX})')
    return 0 if good and few else 1


if __name__ == '__main__':
    sys.exit(main())
