"""What a poll costs the server's processor: by the byte, whoever else has an office on the machine."""
import os
from contextlib import ExitStack


ROUNDS, SECONDS, CONNECTIONS = 24, 0.25, 4
OFFICE_TAGS = 8000  # of yesterday; each cell has a body of 8 KiB
CELLS = int(os.environ.get('ALCOVE_BENCH_CELLS', 100000))


def cost(rig, server):
    """
    Microseconds of processor time and bytes, of one poll. What else runs on the machine only ever adds to it, so of
    several the least is the truest.
    """
    one = rig.load(server, CONNECTIONS, SECONDS, 'get', '/v1/tags')
    return one['server'] * 1e6 / one['requests'], one['bytes'] / one['requests']


def by_the_byte(rig, report):
    with ExitStack() as serving:
        servers = [serving.enter_context(rig.serve(rig.office(n), tcp=True)) for n in (0, OFFICE_TAGS // 4, OFFICE_TAGS)]
        rounds = [[cost(rig, server) for server in servers] for _ in range(ROUNDS)]
    empty, quarter, full = [min(r[i] for r in rounds) for i in range(len(servers))]
    report.note(f'a poll where nothing was left takes {empty[0]:.0f} µs of the server')
    report.at_most('a byte of a day of many', 1000 * full[0] / full[1], 1000 * quarter[0] / quarter[1], 1.25, 'ns', 'of a quarter')


def beside_others(rig, report):
    others = [rig.office(min(OFFICE_TAGS, CELLS - at)) for at in range(0, CELLS, OFFICE_TAGS)]
    alone, together = [], []
    with rig.serve(rig.office(1000), tcp=True) as server:
        for _ in range(ROUNDS):
            alone.append(cost(rig, server)[0])
            with ExitStack() as serving:
                for directory in others:
                    serving.enter_context(rig.serve(directory))
                together.append(cost(rig, server)[0])
    report.at_most(f'a poll beside offices of {CELLS:,} cells', min(together), min(alone), 1.1, 'µs', 'alone')


def measure(rig, report):
    by_the_byte(rig, report)
    beside_others(rig, report)
