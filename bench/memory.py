"""The server's memory: its own pages, and its share of what it has in common with others."""
import re
import threading
import time

IDLE_MIB, BUSY_MIB, CONNECTIONS, SECONDS = 16, 64, 1000, 2


def mib(pid):
    """PSS; RSS, which is more, where this user may not know it."""
    try:
        text = open(f'/proc/{pid}/smaps_rollup').read()
    except PermissionError:
        text = open(f'/proc/{pid}/status').read()
    return int(re.search(r'^(?:Pss|VmRSS):\s+(\d+)', text, re.M).group(1)) / 1024


def measure(rig, report):
    with rig.serve(rig.office(1000)) as server:
        pid = server.process.pid
        time.sleep(1.5)
        report.limit('memory, idle', mib(pid), IDLE_MIB, 'MiB')
        seen, done = [0], threading.Event()

        def watch():
            while not done.wait(0.05):
                seen[0] = max(seen[0], mib(pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            result = rig.load(server, CONNECTIONS, SECONDS, 'fetch')
        finally:
            done.set()
            watcher.join()
        report.limit(f'memory while {CONNECTIONS:,} connections fetch', seen[0], BUSY_MIB, 'MiB')
        report.must(f'{CONNECTIONS:,} connections fetch without an error', result['errors'] == 0)
