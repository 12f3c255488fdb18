"""From the process's first moment to its first answer."""
import time

from rig import ask, median

TIMES, LIMIT_MS = 20, 100


def once(rig, directory):
    began = time.perf_counter()
    with rig.serve(directory) as server:
        ask(server.address, 'GET', '/v1/office')
        return 1000 * (time.perf_counter() - began)


def measure(rig, report):
    directory = rig.office(1000)
    took = [once(rig, directory) for _ in range(TIMES)]
    report.note(f'of {TIMES} starts the slowest took {max(took):.0f} ms')
    report.limit('start to the first answer', median(took), LIMIT_MS, 'ms')
