"""The desk in Chromium: how soon the words open it, with 500 matters of one message and with 200 as desks have them, and
whether anything holds the page up afterwards."""
import json
import os

from rig import ROOT, median

LETTERS, TASK_MS = 500, 50
FILLED = [('typical', 200, 1000), ('busy', 200, 1500)]  # what bench/matters.h calls so, how many, and the limit in ms


def opened(rig, server, matters):
    return json.loads(rig.run('node', os.path.join(ROOT, 'bench/desk.mjs'), f'http://{server.address}', rig.path('words'),
                              str(matters)))


def tell(report, what, said, matters, limit):
    rounds = said['rounds']
    report.must(f'the desk shows {what}', all(r['there'] for r in rounds))
    report.limit(f'from the words to {what}', median(r['opened'] for r in rounds), limit, 'ms')
    report.limit(f'the longest that holds the page up afterwards, {what}', median(r['longest'] for r in rounds), TASK_MS, 'ms')


def measure(rig, report):
    rig.run(os.path.join(ROOT, 'tests/web/install'))
    with rig.serve(rig.office(), tcp=True) as server:
        rig.tool('letters', server.address, LETTERS)
        said = opened(rig, server, LETTERS)
        tell(report, f'{LETTERS} matters', said, LETTERS, 1000)
        report.note(f'The first opening, which finds the {LETTERS} messages, took {said["first"] / 1000:.1f} s.')
    for name, matters, limit in FILLED:
        with rig.serve(rig.office(), tcp=True) as server:
            rig.tool('crowd', f'http://{server.address}', rig.path('words'), name)
            tell(report, f'{matters} {name} matters', opened(rig, server, matters), matters, limit)
