"""Deposits, durable before the answer, beside SQLite doing nothing else."""
import os
import shutil

from rig import median

ROUNDS, SECONDS = 5, 0.8
# connections: share of SQLite's speed wanted
GOALS = {1: 0.6, 16: 0.8, 64: 0.8, 256: 0.8}
READER_MS = 10


def ours(rig, connections):
    directory = rig.office()
    with rig.serve(directory) as server:
        result = rig.load(server, connections, SECONDS, 'deposit', 1)
    shutil.rmtree(directory)
    return result


def bare(rig, batch):
    directory = rig.new_path('bare')
    os.mkdir(directory)
    result = rig.tool('bare', directory, batch, SECONDS, 1)
    shutil.rmtree(directory)
    return result['requests'] / result['seconds']


def measure(rig, report):
    errors, slowest, own, took = 0, [], 0, 0
    for connections, goal in GOALS.items():
        here, beside, ratios, readers = [], [], [], []
        for _ in range(ROUNDS):
            one = ours(rig, connections)
            here.append(one['rate'])
            beside.append(bare(rig, connections))
            ratios.append(here[-1] / beside[-1])
            readers.append(one['reader']['p99'] / 1000)
            errors += one['errors']
            own, took = own + one['own'], took + one['seconds']
        name = 'one at a time' if connections == 1 else f'{connections} at a time'
        report.ratio(f'deposits, {name}', median(here), median(beside), median(ratios), goal, '/s', 'SQLite alone')
        slowest.append(median(readers))
    report.limit('reader meanwhile, 99 of 100 answers within', max(slowest), READER_MS, 'ms')
    report.note(f'the program that deposits took {100 * own / took:.0f} % of one core')
    report.must(f'not one deposit failed ({errors} errors)', errors == 0)
